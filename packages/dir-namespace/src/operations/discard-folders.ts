import { holdsData, type Operation } from "../model/effect.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { isNamed, isReusable, plainLocation } from "../model/table-folders.ts";

/**
 * Removes those of the folders that nothing names: two rows may share one, and a folder at a name that listings use is
 * named by itself and may be somebody's new table by now. Such a folder only ever goes by being displaced. What lies inside
 * of another table's folder is that table's, too: it may be seen by its folder alone, or be deregistered.
 */
export function* discardUnnamed(snapshot: Snapshot, folders: Iterable<string>): Operation<void> {
  const locations: string[] = [];
  for (const location of new Set(folders)) {
    const folder = plainLocation(location);
    if (isReusable(folder) || isNamed(snapshot, folder) || (yield* isInsideTable(folder))) continue;
    locations.push(location);
  }
  if (locations.length > 0) yield { effect: "discard", locations };
}

function* isInsideTable(folder: string): Operation<boolean> {
  const segments = folder.split("/");
  for (let depth = 1; depth < segments.length; depth++) {
    if (yield* holdsData(segments.slice(0, depth).join("/"))) return true;
  }
  return false;
}
