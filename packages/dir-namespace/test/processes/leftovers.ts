import { readdirSync } from "node:fs";
import { foldersOf } from "../../src/protocol/folders.ts";
import type { Snapshot } from "../../src/protocol/snapshot.ts";
import { LocalFolder } from "../../src/storage/local-folder.ts";
import { MANIFEST } from "../../src/storage/manifest-table.ts";

export interface Leftovers {
  /** Folders of one attempt each that nothing names. A crash may leave them. */
  readonly unnamed: readonly string[];
  /** What nothing may leave: marks, rows that do not exist, folders of any other name. */
  readonly violations: readonly string[];
}

/** What is left in a catalog in which nothing is under way. */
export async function leftoversIn(root: string, snapshot: Snapshot): Promise<Leftovers> {
  const violations: string[] = [];
  const unnamed: string[] = [];
  for (const row of snapshot.rows.values()) {
    if (row.mark) violations.push(`the mark ${row.mark.state} of ${row.id} is left over`);
    if (!snapshot.rowExists(row)) violations.push(`the row of ${row.id} is left over`);
  }
  const folder = new LocalFolder(root);
  const named = new Set([...snapshot.rows.values()].flatMap(foldersOf));
  for (const name of readdirSync(root)) {
    if (name === MANIFEST || name === "external" || named.has(name)) continue;
    if (/^([0-9a-f]{16}|[0-9a-f]{8})_/.test(name)) unnamed.push(name);
    else if (!name.endsWith(".lance") || (await folder.status(name)) !== "deregistered") {
      violations.push(`${name} is left over`);
    }
  }
  return { unnamed, violations };
}
