import {
  type ArrowField,
  type ArrowSchema,
  type ArrowType,
  type Column,
  findField,
  typeText,
} from "@lancetree/arrow";
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
  for (const { name } of schema.fields) requireReadableName(name);
  // Readers that get columns through Arrow's C interface, pylance among them, end with their whole process at these.
  const cut = findField(schema, ({ name, type }) => `${name}${zoneOf(type)}`.includes("\0"));
  if (cut) {
    throw new UnsupportedError(
      `Column ${JSON.stringify(cut.path)} of type ${typeText(cut.field)}: a name or a zone with a NUL character cannot be read by other clients.`,
    );
  }
  const found = findField(schema, (field) => !isStorable(field));
  if (found) {
    throw new UnsupportedError(
      `Column "${found.path}": Lance cannot store the type ${typeText(found.field)}.`,
    );
  }
}

/**
 * Refuses a column's name with which LanceDB stores a table that it cannot read.
 *
 * @throws UnsupportedError
 */
export function requireReadableName(name: string): void {
  if (!name.includes("`")) return;
  throw new UnsupportedError(
    `Column ${JSON.stringify(name)}: Lance cannot read columns whose name has a backtick.`,
  );
}

function zoneOf(type: ArrowType): string {
  return type.kind === "timestamp" ? (type.zone ?? "") : "";
}

/**
 * Refuses rows that Lance does not store although it stores their type: a column of nulls inside of a struct that is null.
 *
 * @throws UnsupportedError with the path of the first such column
 */
export function requireStorableRows(columns: readonly Column[], inside = "", isBelowNull = false): void {
  for (const { field, nullCount, children } of columns) {
    const path = `${inside}${field.name}`;
    if (field.type.kind === "null" && isBelowNull) {
      throw new UnsupportedError(
        `Column "${path}": Lance cannot store a column of type null inside of a struct that is null.`,
      );
    }
    const isStruct = field.type.kind === "struct";
    requireStorableRows(children, `${path}.`, isStruct && (isBelowNull || nullCount > 0));
  }
}

/** What a list of a fixed size may hold in Lance; it stores some others, and cannot read them. */
const itemKinds: ReadonlySet<string> = new Set([
  "bool",
  "int",
  "float",
  "decimal",
  "date",
  "time",
  "timestamp",
  "duration",
  "fixed_size_binary",
  "fixed_size_list",
]);

function isStorable({ type, children, dictionary }: ArrowField): boolean {
  if (dictionary) return dictionaryKinds.has(type.kind);
  switch (type.kind) {
    case "decimal":
      return (
        type.bits >= 128 &&
        type.precision >= 1 &&
        type.precision <= (type.bits === 128 ? 38 : 76) &&
        type.scale >= -128 &&
        type.scale <= Math.min(type.precision, 127)
      );
    case "map":
      return !type.keysSorted;
    case "timestamp":
      // This Lance takes what is behind a colon for a part of the type.
      return !type.zone?.includes(":");
    case "fixed_size_binary":
      return type.width > 0;
    case "fixed_size_list":
      return type.length > 0 && children.every((item) => !item.dictionary && itemKinds.has(item.type.kind));
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
