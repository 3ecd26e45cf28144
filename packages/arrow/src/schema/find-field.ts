import type { ArrowField, ArrowSchema } from "./types.ts";

/** A field and how it is reached from the schema, as `address.city`. */
export interface FoundField {
  readonly field: ArrowField;
  readonly path: string;
}

/** The first field, of those inside of others too, that a test finds; a field comes before its children. */
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
