import { InvalidInputError } from "@lancetree/core";

/** The stored form of a path: components joined with `$`, as in the Directory Catalog. The root is "". */
const separator = "$";

/** @throws InvalidInputError for a component that could not be stored */
export function objectId(path: readonly string[]): string {
  for (const component of path) {
    if (component.includes(separator)) {
      throw new InvalidInputError(
        `${JSON.stringify(component)} contains ${JSON.stringify(separator)}, which separates the components of stored identifiers.`,
      );
    }
    if (component.includes("\0")) {
      throw new InvalidInputError(
        `${JSON.stringify(component)} contains U+0000, which the catalog's database cannot store.`,
      );
    }
  }
  return path.join(separator);
}

export function pathOf(id: string): string[] {
  return id === "" ? [] : id.split(separator);
}

/** The id of the parent, and the name in it. */
export function splitId(path: readonly string[]): { readonly parent: string; readonly name: string } {
  return { parent: objectId(path.slice(0, -1)), name: path.at(-1) ?? "" };
}

/** The ids of an object and of every namespace above it, without the root. */
export function lineOf(path: readonly string[]): string[] {
  return path.map((_, index) => objectId(path.slice(0, index + 1)));
}
