import { type ArrowField, openArrow } from "@lancetree/arrow";

/**
 * The fields with what Parquet's types cannot express and the writer noted: time zones, vectors, durations.
 *
 * @param note - the Arrow schema in base64, as writers keep it in the metadata of a file
 */
export async function withWrittenTypes(
  fields: readonly ArrowField[],
  note: string | undefined,
): Promise<readonly ArrowField[]> {
  const written = note === undefined ? [] : await writtenFields(note);
  return fields.map((field) => refined(field, named(written, field)));
}

async function writtenFields(note: string): Promise<readonly ArrowField[]> {
  try {
    const reader = await openArrow(Uint8Array.from(atob(note), (character) => character.charCodeAt(0)));
    await reader.close();
    return reader.schema.fields;
  } catch {
    // Only a note: without it, Parquet's own types hold.
    return [];
  }
}

function named(written: readonly ArrowField[], { name }: ArrowField): ArrowField | undefined {
  return written.find((field) => field.name === name);
}

function refined(field: ArrowField, written: ArrowField | undefined): ArrowField {
  if (!written || written.dictionary) return field;
  const { type, children } = field;
  const noted = written.type;
  const metadata = new Map([...written.metadata].filter(([name]) => name !== "PARQUET:field_id"));
  const item = (): ArrowField[] =>
    children.map((child, index) => ({
      ...refined(child, written.children[index]),
      name: written.children[index]?.name ?? child.name,
    }));
  if (type.kind === "list" && ["list", "large_list", "fixed_size_list"].includes(noted.kind)) {
    const isVector = noted.kind === "fixed_size_list";
    return { ...field, metadata, type: isVector ? noted : type, children: item() };
  }
  if (type.kind === "map" && noted.kind === "map")
    return { ...field, metadata, type: noted, children: item() };
  if (type.kind === "struct" && noted.kind === "struct")
    return {
      ...field,
      metadata,
      children: children.map((child) => refined(child, named(written.children, child))),
    };
  if (type.kind === "timestamp" && noted.kind === "timestamp")
    return { ...field, metadata, type: { ...type, zone: noted.zone } };
  // Parquet has no type for these; the numbers are in the unit of the note.
  const isPlain = type.kind === "int" && type.signed && type.bits >= 32;
  const isTime = ["timestamp", "duration", "time", "date"].includes(noted.kind);
  return { ...field, metadata, type: isPlain && isTime && widthOf(noted) === type.bits ? noted : type };
}

function widthOf(type: ArrowField["type"]): number {
  if (type.kind === "time") return type.bits;
  return type.kind === "date" && type.unit === "day" ? 32 : 64;
}
