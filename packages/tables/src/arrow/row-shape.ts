import { InvalidInputError } from "@lancetree/core";
import { validateRowTypes } from "./row-types.ts";

/**
 * Checks that the content of a new table is an Arrow table or an array of objects.
 *
 * If a schema is given, the rows must fit it.
 *
 * From other values LanceDB makes columns named "0" and "1", or a table without columns, and reports success.
 *
 * @throws InvalidInputError naming the first row that is not an object, TableSchemaValidationError where a value does
 *   not fit the schema
 */
export function validateRows(data: unknown, schema?: unknown): void {
  const hasSchema = schema !== undefined;
  if (typeof data === "object" && data !== null && "schema" in data && "batches" in data) return;
  if (!Array.isArray(data)) {
    throw new InvalidInputError(`Data must be an array of rows or an Arrow table, not ${typeName(data)}.`);
  }
  if (data.length === 0 && !hasSchema) {
    throw new InvalidInputError("A table without rows needs a schema, which defines its columns.");
  }
  for (const [index, row] of data.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row) || ArrayBuffer.isView(row)) {
      throw new InvalidInputError(`Row ${index} must be an object of column values, not ${typeName(row)}.`);
    }
    if (index === 0 && !hasSchema && Object.keys(row).length === 0) {
      throw new InvalidInputError("Row 0 has no columns.");
    }
  }
  validateRowTypes(data, schema);
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a value of type ${typeof value}`;
}
