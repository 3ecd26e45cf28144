import { holdsData, type Operation } from "../model/effect.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { isNamed, isReusable, plainLocation } from "../model/table-folders.ts";

/**
 * Removes those of the folders that no row names. Two rows may share one. A folder whose name listings show is named by itself and may
 * be another client's new table by now: such a folder is only ever moved aside. A folder inside of another table's folder belongs to
 * that table, which may exist by its folder alone or be deregistered.
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
