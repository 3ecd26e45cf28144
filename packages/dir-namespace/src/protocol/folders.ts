import { nameOf, parentOf } from "./object-id.ts";
import type { Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Protocol } from "./step.ts";

/** Where clients that go by folder names look for a root table. */
export function rootLocation(id: string): string {
  return `${nameOf(id)}.lance`;
}

/** Whether the row's folder is the one that folder listings show for it. */
export function isListed(row: Row): boolean {
  const { id, location } = row;
  return parentOf(id) === "" && location === rootLocation(id) && LISTED_NAME.test(location);
}

/** Whether another table that exists has its data in the folder, too. */
export function isShared(snapshot: Snapshot, row: Row, folder: string): boolean {
  for (const other of snapshot.rows.inFolderOf(folder)) {
    if (other.id !== row.id && foldersOf(other).includes(folder) && snapshot.rowExists(other)) return true;
  }
  return false;
}

/** Whether somebody else may use the folder's name for a new table once this one has left it. */
export function isReusable(folder: string): boolean {
  return LISTED_NAME.test(folder);
}

const LISTED_NAME = /^[^/]+\.lance$/;

export function foldersOf(row: Row): string[] {
  return [row.location, row.mark?.folder].filter(
    (folder) => typeof folder === "string" && folder !== "",
  ) as string[];
}

/**
 * Removes those of the folders that nothing names: two rows may share one, and a folder at a name that listings use is
 * named by itself and may be somebody's new table by now. Such a folder only ever goes by being displaced.
 */
export function* discardUnnamed(snapshot: Snapshot, folders: Iterable<string>): Protocol<void> {
  const locations = [...new Set(folders)].filter(
    (folder) => !LISTED_NAME.test(plain(folder)) && !isNamed(snapshot, plain(folder)),
  );
  if (locations.length > 0) yield { step: "discard", locations };
}

/** Whether a row names a folder, something in it, or something that it lies in. */
export function isNamed(snapshot: Snapshot, folder: string): boolean {
  for (const row of snapshot.rows.inFolderOf(folder)) {
    if (foldersOf(row).some((other) => overlap(folder, plain(other)))) return true;
  }
  return false;
}

/** Other clients store locations as they were given to them: `a/b/`, `./a//b`. */
function plain(location: string): string {
  return location
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

/** Whether removing the one would remove something of the other. */
function overlap(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(`${other}/`) || other.startsWith(`${folder}/`);
}
