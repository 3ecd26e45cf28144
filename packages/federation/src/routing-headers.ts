import { InvalidInputError, isNamespaceError, validatePath } from "@lancetree/core";

/** The header that names a database. */
export const databaseHeader = "x-lancedb-database";
/** The header that names a prefix: the path that all paths of the request are below. */
export const prefixHeader = "x-lancedb-database-prefix";

/**
 * Reads a prefix: valid names, separated by slashes.
 *
 * @param value - the value of the header; null, if the header is absent, means the database's root
 * @throws InvalidInputError for an empty component, `..`, an escaped slash, and any other invalid name
 */
export function readPrefix(value: string | null): string[] {
  if (value === null) return [];
  try {
    return validatePath(value.split("/"));
  } catch (cause) {
    if (!isNamespaceError(cause)) throw cause;
    throw new InvalidInputError(`The header ${prefixHeader} is not a valid path. ${cause.message}`, {
      cause,
    });
  }
}
