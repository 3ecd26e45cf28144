import { InvalidInputError } from "@lancetree/core";

/**
 * Checks the outer shape of what is to become a table: an Arrow table, or an array of objects.
 *
 * LanceDB makes columns named "0", "1" out of other things, or a table without columns, and reports success.
 *
 * @throws InvalidInputError naming the first row that is not an object
 */
export function validateRows(data: unknown, hasSchema: boolean): void {
  if (typeof data === "object" && data !== null && "schema" in data && "batches" in data) return;
  if (!Array.isArray(data)) {
    throw new InvalidInputError(`Data must be an array of rows or an Arrow table, not ${typeName(data)}.`);
  }
  if (data.length === 0 && !hasSchema) {
    throw new InvalidInputError("A table without rows needs a schema: nothing says which columns it has.");
  }
  for (const [index, row] of data.entries()) {
    if (typeof row !== "object" || row === null || Array.isArray(row) || ArrayBuffer.isView(row)) {
      throw new InvalidInputError(`Row ${index} must be an object of column values, not ${typeName(row)}.`);
    }
    if (index === 0 && !hasSchema && Object.keys(row).length === 0) {
      throw new InvalidInputError("Row 0 has no columns.");
    }
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return `a value of type ${typeof value}`;
}
