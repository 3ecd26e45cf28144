import { randomBytes } from "node:crypto";
import { InvalidInputError } from "@lancetree/core";
import type { TableRoot } from "../options.ts";

/** A folder that only one attempt to create a table ever uses. LanceDB removes folders only if their names end in `.lance`. */
export function newLocation(name: string): string {
  return `${randomBytes(8).toString("hex")}_${name.slice(0, 180)}.lance`;
}

/** The URI with which clients open the table at a location. */
export function uriOf(root: TableRoot, location: string): string {
  return [root.uri, ...location.split("/").map(encodeURIComponent)].join("/").replaceAll("%24", "$");
}

/**
 * A location relative to the root; undefined for one that is not below it.
 *
 * @param location - a URI, or a path on the local disk
 */
export function relativeTo(root: TableRoot, location: string): string | undefined {
  for (const base of [root.uri, root.path]) {
    if (base === undefined || !location.startsWith(`${base}/`)) continue;
    const segments = location
      .slice(base.length + 1)
      .split("/")
      .filter((segment) => segment !== "");
    return segments.includes("..") ? undefined : segments.map(decoded).join("/");
  }
  return undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A location and the folders around it, from the outermost in. */
export function foldersAround(location: string): string[] {
  const segments = location.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

/**
 * Checks the location of a table that is being registered: a relative path below the root, as other clients require.
 * In an object store its last part must end in `.lance`, because LanceDB can remove no other folder.
 *
 * @throws InvalidInputError
 */
export function checkedLocation(root: TableRoot, location: string): string {
  const segments = location.split("/").filter((segment) => segment !== "");
  const problem = problemOf(location, segments, root);
  if (problem === undefined) return segments.join("/");
  throw new InvalidInputError(
    `${problem}: the location ${JSON.stringify(location)} must be a relative path below the catalog's root, such as "tables/user.lance".`,
  );
}

function problemOf(location: string, segments: readonly string[], root: TableRoot): string | undefined {
  if (location.includes("://")) return "Absolute URIs are not allowed";
  if (location.startsWith("/") || /^[a-z]:/i.test(location)) return "Absolute paths are not allowed";
  if (location.includes("\\") || location.includes("\0"))
    return "Backslashes and null characters are not allowed";
  if (segments.length === 0) return "Empty locations are not allowed";
  if (segments.includes(".") || location.includes("..")) return "Path traversal is not allowed";
  if (segments[0] === "__manifest") return "The catalog's own table is not allowed";
  if (root.path === undefined && segments.at(-1)?.endsWith(".lance") !== true)
    return "A location in an object store must end in .lance";
  return undefined;
}
