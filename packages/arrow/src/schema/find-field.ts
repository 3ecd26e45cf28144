import type { ArrowField, ArrowSchema } from "./types.ts";

/** A field and its path in the schema, such as `address.city`. */
export interface FoundField {
  readonly field: ArrowField;
  readonly path: string;
}

/** The first field that a test accepts, including nested fields; a field is tested before its children. */
export function findField(
  { fields }: Pick<ArrowSchema, "fields">,
  test: (field: ArrowField) => boolean,
  inside = "",
): FoundField | undefined {
  for (const field of fields) {
    const path = `${inside}${field.name}`;
    if (test(field)) return { field, path };
    const found = findField({ fields: field.children }, test, `${path}.`);
    if (found) return found;
  }
  return undefined;
}
