import { randomBytes } from "node:crypto";
import {
  decodeEscapes,
  encodeTableLocation,
  InvalidInputError,
  validateTableLocation,
} from "@lancetree/core";
import type { TableRoot } from "../options.ts";

/** A folder that only one attempt to create a table ever uses. LanceDB removes folders only if their names end in `.lance`. */
export function newLocation(name: string): string {
  return `${randomBytes(8).toString("hex")}_${name.slice(0, 180)}.lance`;
}

/** The URI with which clients open the table at a location. */
export function uriOf(root: TableRoot, location: string): string {
  return `${root.uri}/${encodeTableLocation(location)}`;
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
    return segments.includes("..") ? undefined : segments.map(decodeEscapes).join("/");
  }
  return undefined;
}

/** A location and the folders around it, from the outermost in. */
export function foldersAround(location: string): string[] {
  const segments = location.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}

/**
 * Checks the location of a table that is being registered. In an object store its last part must end in `.lance`, because LanceDB can
 * remove no other folder.
 *
 * @throws InvalidInputError
 */
export function checkedLocation(root: TableRoot, location: string): string {
  const checked = validateTableLocation(location);
  if (root.path !== undefined || checked.endsWith(".lance")) return checked;
  throw new InvalidInputError(
    `A location in an object store must end in .lance: ${JSON.stringify(location)} does not.`,
  );
}
