import { InvalidInputError } from "./errors.ts";

/** Characters of a location. No object store keeps a longer key, and no database indexes it. */
const longestLocation = 1024;

/**
 * Checks the location of a table that is being registered: a relative path below the catalog's root, as other clients require.
 *
 * @returns the location with single slashes, and none at its ends
 * @throws InvalidInputError
 */
export function validateTableLocation(location: string): string {
  if (location.length > longestLocation) {
    throw new InvalidInputError(
      `A table's location has at most ${longestLocation} characters, not ${location.length}.`,
    );
  }
  const problem = problemOf(location);
  if (problem) {
    throw new InvalidInputError(
      `${problem}: the location ${JSON.stringify(location)} must be a relative path below the catalog's root, such as "tables/user.lance".`,
    );
  }
  return segmentsOf(location).join("/");
}

/** A location as the end of a URI: escaped, except for `/` and for `$`, which separates names in the folders of other clients. */
export function encodeTableLocation(location: string): string {
  return segmentsOf(location).map(encodeURIComponent).join("/").replaceAll("%24", "$");
}

function problemOf(location: string): string | undefined {
  if (location.includes("://")) return "Absolute URIs are not allowed";
  if (location.startsWith("/") || /^[a-z]:/i.test(location)) return "Absolute paths are not allowed";
  if (location.includes("\\") || location.includes("\0"))
    return "Backslashes and null characters are not allowed";
  const segments = segmentsOf(location);
  if (segments.length === 0) return "Empty locations are not allowed";
  if (segments.includes(".") || location.includes("..")) return "Path traversal is not allowed";
  if (segments[0] === "__manifest") return "The catalog's own table is not allowed";
  return undefined;
}

function segmentsOf(location: string): string[] {
  return location.split("/").filter((segment) => segment !== "");
}
