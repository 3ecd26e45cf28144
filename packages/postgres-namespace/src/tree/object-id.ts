import { defaultDelimiter, InvalidInputError, storedId } from "@lancetree/core";

/**
 * The stored form of a path, as in the Directory Catalog.
 *
 * @throws InvalidInputError for a component that could not be stored
 */
export function objectId(path: readonly string[]): string {
  const invalid = path.find((component) => component.includes("\0"));
  if (invalid !== undefined) {
    throw new InvalidInputError(
      `${JSON.stringify(invalid)} contains U+0000, which the catalog's database cannot store.`,
    );
  }
  return storedId(path);
}

export function pathOf(id: string): string[] {
  return id === "" ? [] : id.split(defaultDelimiter);
}

/** The id of the parent, and the name in it. */
export function splitId(path: readonly string[]): { readonly parent: string; readonly name: string } {
  return { parent: objectId(path.slice(0, -1)), name: path.at(-1) ?? "" };
}
