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
  return parentOf(row.id) === "" && row.location === rootLocation(row.id);
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
  const named = new Set([...snapshot.rows.values()].flatMap(foldersOf));
  const locations = [...new Set(folders)].filter((folder) => !named.has(folder) && !LISTED_NAME.test(folder));
  if (locations.length > 0) yield { step: "discard", locations };
}
