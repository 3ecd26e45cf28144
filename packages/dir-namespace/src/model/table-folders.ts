import { nameOf, parentOf } from "./object-id.ts";
import type { Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/** Where clients that list folders look for a root table. */
export function rootLocation(id: string): string {
  return `${nameOf(id)}.lance`;
}

/** Whether folder listings show the row's folder under the row's name. */
export function isListed(row: Row): boolean {
  const { id, location } = row;
  return parentOf(id) === "" && location === rootLocation(id) && listedName.test(location);
}

/** Whether another existing table has its data in the folder, in a folder inside of it, or in a folder that contains it. */
export function isShared(snapshot: Snapshot, row: Row, folder: string): boolean {
  const own = plainLocation(folder);
  for (const other of snapshot.rows.inFolderOf(folder)) {
    if (other.id === row.id || !snapshot.rowExists(other)) continue;
    if (foldersOf(other).some((location) => overlap(own, plainLocation(location)))) return true;
  }
  return false;
}

/** Whether another client may use the folder's name for a new table once this table has left it. */
export function isReusable(folder: string): boolean {
  return listedName.test(folder);
}

const listedName = /^[^/]+\.lance$/;

export function foldersOf(row: Row): string[] {
  return [row.location, row.intent?.folder].filter(
    (folder) => typeof folder === "string" && folder !== "",
  ) as string[];
}

/** Whether a row names a folder, one inside of it, or one that contains it. */
export function isNamed(snapshot: Snapshot, folder: string): boolean {
  for (const row of snapshot.rows.inFolderOf(folder)) {
    if (foldersOf(row).some((other) => overlap(folder, plainLocation(other)))) return true;
  }
  return false;
}

/** Normalizes a location: other clients store what they were given, such as `a/b/` or `./a//b`. */
export function plainLocation(location: string): string {
  return location
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

/** Whether removing one folder would remove something of the other. */
function overlap(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(`${other}/`) || other.startsWith(`${folder}/`);
}
