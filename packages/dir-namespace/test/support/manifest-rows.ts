import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { manifestSchema } from "../../src/manifest/manifest-schema.ts";
import { intentProperty } from "../../src/model/intent.ts";
import { withEngine, withTable, writeTable } from "./rows.ts";

/** A row of the catalog's table as it is stored. */
export interface ManifestRow {
  readonly object_id: string;
  readonly object_type: string;
  readonly location: string | null;
  readonly metadata: string | null;
}

/** The rows as they are stored, by id. */
export async function manifestRows(root: string): Promise<ManifestRow[]> {
  return withTable(join(root, "__manifest"), async (table) => {
    const rows: ManifestRow[] = await table.query().toArray();
    return rows
      .map(({ object_id, object_type, location, metadata }) => ({
        object_id,
        object_type,
        location,
        metadata,
      }))
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  });
}

/** Resolves when no row carries an intent: a change returns before its last commit, which clears the intent. */
export async function intentsCleared(root: string): Promise<void> {
  const intents = async (): Promise<number> =>
    (await manifestRows(root)).filter(({ metadata }) => metadata?.includes(intentProperty)).length;
  await expect.poll(intents).toBe(0);
}

/** Writes rows as they are, without any rule; makes the catalog if there is none. */
export async function writeManifestRows(
  root: string,
  rows: readonly (Pick<ManifestRow, "object_id" | "object_type"> & Partial<ManifestRow>)[],
): Promise<void> {
  const location = join(root, "__manifest");
  const records = rows.map((row) => ({ location: null, metadata: null, ...row, base_objects: null }));
  await mkdir(root, { recursive: true });
  await withEngine(async (engine) => {
    const opening = engine.open({ location }).catch(() => engine.createEmpty({ location }, manifestSchema()));
    const table = await opening;
    await table.add(records);
    table.close();
  });
}

/** What a native client writes for a namespace. */
export function namespaceRow(
  id: string,
  properties?: Record<string, string>,
): { object_id: string; object_type: string; metadata: string | null } {
  return {
    object_id: id,
    object_type: "namespace",
    metadata: properties === undefined ? null : JSON.stringify(properties),
  };
}

/** What a native client writes for a table. */
export function tableRow(id: string, location: string | null, metadata: string | null = null): ManifestRow {
  return { object_id: id, object_type: "table", location, metadata };
}

/** The ids of all rows. */
export async function rowIds(root: string): Promise<string[]> {
  return (await manifestRows(root)).map(({ object_id }) => object_id);
}

/** A table as a native client leaves it: a folder with eight hexadecimal digits, and a row, with or without its parents. */
export async function nativeTable(root: string, id: string, ids: readonly number[]): Promise<void> {
  const location = `0a1b2c3d_${id}`;
  await writeManifestRows(root, [tableRow(id, location)]);
  await writeTable(join(root, location), ids);
}
