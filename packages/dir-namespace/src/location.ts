import { InvalidInputError } from "@lancetree/core";

/**
 * Checks the location of a table that is being registered: a relative path below the root, as other clients demand it.
 * Rejects with InvalidInput.
 */
export function checkedLocation(location: string): string {
  const problem = problemOf(location);
  if (problem) {
    throw new InvalidInputError(
      `The location ${JSON.stringify(location)} ${problem}; it must be a relative path below the catalog's root, such as "tables/user.lance".`,
    );
  }
  return location
    .split("/")
    .filter((segment) => segment !== "")
    .join("/");
}

function problemOf(location: string): string | undefined {
  if (location.includes("://")) return "is a URL";
  if (location.startsWith("/") || /^[a-z]:/i.test(location)) return "is absolute";
  if (location.includes("\\") || location.includes("\0"))
    return "holds a character that no location may hold";
  const segments = location.split("/").filter((segment) => segment !== "");
  if (segments.length === 0) return "is empty";
  if (segments.includes(".") || location.includes("..")) return 'holds "." or ".."';
  if (segments[0] === "__manifest") return "is the catalog's own table";
  return undefined;
}
