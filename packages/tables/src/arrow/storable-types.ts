import {
  type ArrowField,
  type ArrowSchema,
  type ArrowType,
  type Column,
  findField,
  typeText,
} from "@lancetree/arrow";
import { UnsupportedError } from "@lancetree/core";

/** The types of dictionary values that Lance stores. */
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
 * Rejects columns that Lance does not store, before anything is written. LanceDB panics for some of them, and stores
 * columns without a name, which no client can read.
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
  // A NUL character in a name ends the process of readers that use Arrow's C interface, such as pylance.
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
 * Rejects column names with which LanceDB stores a table that it cannot read.
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
 * Rejects rows that Lance does not store although it stores their types: a column of type null inside of a struct
 * that is null.
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

/** The item types of fixed-size lists that Lance can read; it stores some others that it cannot read. */
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
      // This version of Lance reads the part of a zone after a colon as a part of the type.
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
