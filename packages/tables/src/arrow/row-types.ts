import { TableSchemaValidationError } from "@lancetree/core";

/** The parts of a field that are read. The schema may be of any copy of apache-arrow, or a plain object. */
interface FieldShape {
  name: string;
  nullable?: unknown;
  type: { typeId?: unknown; listSize?: unknown };
}

/**
 * Checks rows against a schema. Without this check LanceDB would silently store other values: 0 for a string or a
 * missing value, 1 for 1.5, a vector truncated to the schema's length. Only plain types at the top level are checked.
 *
 * @throws TableSchemaValidationError naming the row and the column, never the value
 */
export function validateRowTypes(rows: readonly object[], schema: unknown): void {
  // A column that no row has may be computed by an embedding function; LanceDB rejects any other.
  const present = fieldsOf(schema).filter(({ name }) => rows.some((row) => name in row));
  const checks = present.map(({ name, nullable, type }) => ({ name, nullable, fits: checkFor(type) }));
  for (const [index, row] of rows.entries()) {
    for (const { name, nullable, fits } of checks) {
      const value: unknown = Reflect.get(row, name);
      const isMissing = value === null || value === undefined;
      const problem = isMissing ? nullable === false && "a value" : fits?.(value);
      if (problem) {
        throw new TableSchemaValidationError(
          `Row ${index}, column "${name}": the schema requires ${problem}.`,
        );
      }
    }
  }
}

/** Returns what the schema requires when a value does not fit. */
type Check = (value: unknown) => string | undefined;

// Arrow's own numbers for its types
const [int, float, utf8, bool, fixedSizeList, largeUtf8] = [2, 3, 5, 6, 16, 20];

function checkFor({ typeId, listSize }: FieldShape["type"]): Check | undefined {
  switch (typeId) {
    case int:
      return (value) => (typeof value === "bigint" || Number.isInteger(value) ? undefined : "an integer");
    case float:
      return (value) => (typeof value === "number" || typeof value === "bigint" ? undefined : "a number");
    case utf8:
    case largeUtf8:
      return (value) => (typeof value === "string" ? undefined : "a string");
    case bool:
      return (value) => (typeof value === "boolean" ? undefined : "true or false");
    case fixedSizeList:
      return (value) => (lengthOf(value) === listSize ? undefined : `a list of ${String(listSize)} values`);
    default:
      return undefined;
  }
}

function lengthOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "length" in value ? value.length : undefined;
}

function fieldsOf(schema: unknown): FieldShape[] {
  const hasFields = typeof schema === "object" && schema !== null && "fields" in schema;
  return hasFields && Array.isArray(schema.fields) ? schema.fields.filter(isField) : [];
}

function isField(field: unknown): field is FieldShape {
  if (typeof field !== "object" || field === null || !("name" in field) || !("type" in field)) return false;
  return typeof field.name === "string" && typeof field.type === "object" && field.type !== null;
}
