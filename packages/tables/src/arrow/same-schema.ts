import { isDeepStrictEqual } from "node:util";
import { type ArrowSchema, toLogicalSchema } from "@lancetree/arrow";
import { TableSchemaValidationError } from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";

type Field = Schemas["JsonArrowField"];

/**
 * Rejects a schema that differs from that of an existing table. Metadata, the names of list items, and encodings that
 * Lance does not store are ignored.
 *
 * @throws TableSchemaValidationError that names the first column that differs
 */
export function requireSameSchema(incoming: ArrowSchema, existing: ArrowSchema): void {
  const [expected, found] = [toLogicalSchema(incoming).fields, toLogicalSchema(existing).fields];
  for (let index = 0; index < Math.max(expected.length, found.length); index++) {
    const [one, other] = [expected[index], found[index]];
    if (one && other && isSame(one, other)) continue;
    const name = JSON.stringify((one ?? other)?.name);
    throw new TableSchemaValidationError(
      `Provided schema does not match existing table schema: column ${name} differs.`,
    );
  }
}

function isSame(one: Field, other: Field): boolean {
  if (one.name !== other.name || one.nullable !== other.nullable) return false;
  return isEncoded(one) || isEncoded(other) || isDeepStrictEqual(plain(one.type), plain(other.type));
}

/** Whether a type is an encoding of another one, without which Lance stores the values. */
function isEncoded({ type }: Field): boolean {
  return type.type.startsWith("dict:") || type.type === "run_end_encoded";
}

function plain({ type, length, fields }: Field["type"]): object {
  const isList = type.endsWith("list");
  const inner = fields?.map((field) => ({
    name: isList ? undefined : field.name,
    type: isEncoded(field) ? undefined : plain(field.type),
  }));
  return { type, length, fields: inner };
}
