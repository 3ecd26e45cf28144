import { InvalidInputError, withoutTrailing } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { parentOf } from "../model/object-id.ts";
import { rootLocation } from "../model/table-folders.ts";

/**
 * Checks the location of a table that is being registered: a relative path below the root, as other clients require.
 * Throws InvalidInput.
 */
export function checkedLocation(location: string): string {
  const problem = problemOf(location);
  if (problem) {
    throw new InvalidInputError(
      `${problem}: the location ${JSON.stringify(location)} must be a relative path below the catalog's root, such as "tables/user.lance".`,
    );
  }
  return location
    .split("/")
    .filter((segment) => segment !== "")
    .join("/");
}

function problemOf(location: string): string | undefined {
  if (location.includes("://")) return "Absolute URIs are not allowed";
  if (location.startsWith("/") || /^[a-z]:/i.test(location)) return "Absolute paths are not allowed";
  if (location.includes("\\") || location.includes("\0"))
    return "Backslashes and null characters are not allowed";
  const segments = location.split("/").filter((segment) => segment !== "");
  if (segments.length === 0) return "Empty locations are not allowed";
  if (segments.includes(".") || location.includes("..")) return "Path traversal is not allowed";
  if (segments[0] === "__manifest") return "The catalog's own table is not allowed";
  return undefined;
}

/**
 * Rejects the location of a table that is being declared unless it is the one that the catalog picks. The locations of tables below
 * namespaces are random, so that only a root table's is known before.
 */
export function assertDeclaredLocation(catalog: Catalog, id: string, location: string | undefined): void {
  if (location === undefined) return;
  const isAtRoot = catalog.context.listing && parentOf(id) === "";
  const own = isAtRoot ? catalog.folder.uri(rootLocation(id)) : undefined;
  if (own !== undefined && withoutTrailing(location, "/") === own) return;
  throw new InvalidInputError(
    `The directory catalog picks the location of a declared table itself${own === undefined ? "" : ` (here ${own})`}; leave "location" out, or register a table that is elsewhere.`,
  );
}
