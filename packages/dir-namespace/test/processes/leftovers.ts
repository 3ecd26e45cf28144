import { foldersOf } from "../../src/protocol/folders.ts";
import type { Snapshot } from "../../src/protocol/snapshot.ts";
import { manifestTableName } from "../../src/storage/manifest-table.ts";
import { openFolder } from "../../src/storage/open-folder.ts";
import type { Place } from "./place.ts";

export interface Leftovers {
  /** Folders of one attempt each that nothing names. A crash may leave them. */
  readonly unnamed: readonly string[];
  /** What nothing may leave: marks, rows that do not exist, folders of any other name. */
  readonly violations: readonly string[];
}

/** What is left in a catalog in which nothing is under way. */
export async function leftoversIn(place: Place, snapshot: Snapshot): Promise<Leftovers> {
  const violations: string[] = [];
  const unnamed: string[] = [];
  for (const row of snapshot.rows.values()) {
    if (row.mark) violations.push(`the mark ${row.mark.state} of ${row.id} is left over`);
    if (!snapshot.rowExists(row)) violations.push(`the row of ${row.id} is left over`);
  }
  const folder = openFolder(place.root, place.storageOptions);
  const named = new Set([...snapshot.rows.values()].flatMap(foldersOf));
  for (const name of await folder.names()) {
    if (["external", "__lancetree", manifestTableName].includes(name) || named.has(name)) continue;
    const status = name.endsWith(".lance") ? await folder.status(name) : undefined;
    // In a bucket a copy may come after its table has gone; nobody takes it for one. Native clients use eight digits.
    if (/^([0-9a-f]{16}|[0-9a-f]{8})_/.test(name) || status === "retired") unnamed.push(name);
    else if (status !== "deregistered") violations.push(`${name} is left over`);
  }
  await folder.close();
  return { unnamed, violations };
}
