import { openFolder } from "../../src/folders/open-folder.ts";
import { manifestTableName } from "../../src/manifest/manifest-table.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { foldersOf } from "../../src/model/table-folders.ts";
import type { CatalogLocation } from "./catalog-location.ts";

export interface Residue {
  /** Folders of one attempt each that nothing names. A crash may leave them. */
  readonly unnamed: readonly string[];
  /** Residue that is an error: intents, orphans, folders of any other name. */
  readonly violations: readonly string[];
}

/** What is left in a catalog in which nothing is under way. */
export async function residueIn(catalogLocation: CatalogLocation, snapshot: Snapshot): Promise<Residue> {
  const violations: string[] = [];
  const unnamed: string[] = [];
  for (const row of snapshot.rows.values()) {
    if (row.intent) violations.push(`the intent ${row.intent.state} of ${row.id} was not completed`);
    if (!snapshot.rowExists(row)) violations.push(`the row of ${row.id} is left over`);
  }
  const folder = openFolder(catalogLocation.root, catalogLocation.storageOptions);
  const named = new Set([...snapshot.rows.values()].flatMap(foldersOf));
  for (const name of await folder.names()) {
    if (["external", "__lancetree", manifestTableName].includes(name) || named.has(name)) continue;
    const status = name.endsWith(".lance") ? await folder.status(name) : undefined;
    // In a bucket a copy may come after its table has gone; no client takes it for one. Native clients use eight digits.
    if (/^([0-9a-f]{16}|[0-9a-f]{8})_/.test(name) || status === "retired") unnamed.push(name);
    else if (status !== "deregistered") violations.push(`${name} is left over`);
  }
  await folder.close();
  return { unnamed, violations };
}
