import { InvalidInputError, isNamespaceError, validatePath } from "@lancetree/core";

/** The header that names a database. */
export const databaseHeader = "x-lancedb-database";
/** The header that names the path below which a request's own paths are. */
export const prefixHeader = "x-lancedb-database-prefix";

/**
 * Reads a prefix: components with slashes in between, each a valid name.
 *
 * @param value - of the header; null when it is absent, which is the database's root
 * @throws InvalidInputError for everything else: an empty component, `..`, an escaped slash
 */
export function readPrefix(value: string | null): string[] {
  if (value === null) return [];
  try {
    return validatePath(value.split("/"));
  } catch (cause) {
    if (!isNamespaceError(cause)) throw cause;
    throw new InvalidInputError(`The header ${prefixHeader} is no path. ${cause.message}`, { cause });
  }
}
