import { type ArrowField, type ArrowSchema, findField, typeText } from "@lancetree/arrow";
import { UnsupportedError } from "@lancetree/core";

/** What a dictionary may hold in Lance. */
const dictionaryKinds: ReadonlySet<string> = new Set([
  "null",
  "bool",
  "int",
  "float",
  "utf8",
  "large_utf8",
  "utf8_view",
  "binary",
  "large_binary",
  "binary_view",
]);

/**
 * Refuses columns that Lance does not store, before anything is written. LanceDB ends some of them with a panic, and stores columns
 * without a name that no client can read.
 *
 * @throws UnsupportedError with the path of the first such column and its type
 */
export function requireStorable(schema: ArrowSchema): void {
  const unnamed = schema.fields.find(({ name }) => name === "");
  if (unnamed) {
    throw new UnsupportedError(
      `A column of type ${typeText(unnamed)} has no name; Lance cannot read such columns.`,
    );
  }
  const found = findField(schema, (field) => !isStorable(field));
  if (found) {
    throw new UnsupportedError(
      `Column "${found.path}": Lance cannot store the type ${typeText(found.field)}.`,
    );
  }
}

function isStorable({ type, dictionary }: ArrowField): boolean {
  if (dictionary) return dictionaryKinds.has(type.kind);
  switch (type.kind) {
    case "decimal":
      return type.bits >= 128 && type.precision >= 1 && type.precision <= (type.bits === 128 ? 38 : 76);
    case "map":
      return !type.keysSorted;
    case "timestamp":
      // This Lance takes what is behind a colon for a part of the type.
      return !type.zone?.includes(":");
    case "fixed_size_binary":
      return type.width > 0;
    case "fixed_size_list":
      return type.length > 0;
    case "interval":
    case "list_view":
    case "large_list_view":
    case "run_end_encoded":
    case "union":
      return false;
    default:
      return true;
  }
}
