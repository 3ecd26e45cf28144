import { type ArrowField, openArrow, typeText } from "@lancetree/arrow";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";

/**
 * Refuses a column that parquet-wasm cannot read. For such a column it panics in a task of its own, which would end
 * the process.
 *
 * @param schema the schema of the file, as an Arrow IPC stream
 * @throws CliError with the column and its type
 */
export async function refuseUnreadable(file: string, schema: Uint8Array): Promise<void> {
  const reader = await openArrow(schema);
  await reader.close();
  for (const column of reader.schema.fields) {
    const part = unreadablePart(column);
    if (!part) continue;
    const where = part === column ? "" : `"${part.name}" in `;
    throw new CliError(
      exitCodes.unsupported,
      `${file}: ${where}the column "${column.name}" is a ${typeText(part)}, which cannot be read from Parquet.`,
      { hint: "write the column without a dictionary; nothing was changed" },
    );
  }
}

function unreadablePart(field: ArrowField): ArrowField | undefined {
  if (field.dictionary && !isReadableValue(field)) return field;
  for (const child of field.children) {
    const part = unreadablePart(child);
    if (part) return part;
  }
  return undefined;
}

/** Whether a dictionary of these values can be read: not where Parquet stores them as single bits or as bytes of a fixed length. */
function isReadableValue({ type }: ArrowField): boolean {
  if (type.kind === "float") return type.bits > 16;
  return !["bool", "null", "decimal", "fixed_size_binary"].includes(type.kind);
}
