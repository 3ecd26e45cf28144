import { readFile } from "node:fs/promises";
import type { Table } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import type { TableTarget } from "../engine/table-target.ts";
import { endangeredIndices, requireKnownFeatures, unknownFlags } from "./known-features.ts";
import { type LanceManifest, readLanceManifest } from "./lance-manifest.ts";
import { isFileMissing, localFolder, manifestFiles } from "./manifest-files.ts";
import type { ManifestNaming } from "./manifest-name.ts";

/** What a change does to existing rows: `move` writes them to another place, as an update does. */
export type ChangeKind = "keep" | "move";

/** The version at which each open table was found to allow changes that keep existing rows in their place. */
const changeableAt = new WeakMap<Table, number>();

/**
 * Rejects with Unsupported if a newer Lance has written a table with features that a change by the tested LanceDB
 * would damage. Lance itself checks only inserts. This check works only on a local disk; elsewhere only Lance's own
 * check applies. A version that was checked before is not read again.
 */
export async function requireChangeable(
  table: Table,
  target: TableTarget,
  branch: string | null | undefined,
  kind: ChangeKind,
): Promise<void> {
  const version = await table.version();
  if (kind === "keep" && changeableAt.get(table) === version) return;
  const manifest = await manifestOf(table, target, branch, version);
  if (manifest === undefined) return;
  requireKnownFeatures(`Table '${table.name}'`, manifest, "write");
  const [index] = kind === "move" ? endangeredIndices(manifest) : [];
  if (index !== undefined) throw new UnsupportedError(`Table '${table.name}' ${newerIndexText(index.name)}.`);
  changeableAt.set(table, version);
}

/**
 * Says that this process has added rows to an open table. If no other writer has committed in between, the new version has no features
 * that the one before did not have, so that it need not be checked.
 */
export function keepChangeable(table: Table, before: number, after: number): void {
  if (changeableAt.get(table) === before && after === before + 1) changeableAt.set(table, after);
}

/**
 * Returns one phrase for each feature of a newer Lance that prevents changes of a table; empty for a table that is not
 * on a local disk.
 */
export async function newerFeatures(location: string): Promise<string[]> {
  if (localFolder(location) === undefined) return [];
  const newest = (await manifestFiles(location, undefined).list()).at(-1);
  if (newest === undefined) return [];
  const manifest = readLanceManifest(await readFile(newest.path));
  const flags = unknownFlags(manifest.writerFlags);
  return [
    ...(flags === 0n ? [] : [`uses features of a newer Lance (writer feature flags ${flags})`]),
    ...endangeredIndices(manifest).map(({ name }) => newerIndexText(name)),
  ];
}

function newerIndexText(name: string): string {
  return `has stable row ids and the index '${name}' in the format of a newer Lance: the index would no longer find rows that an update or optimize of this version moves; drop the index, or create it again with this version, or change the table with the newer version`;
}

/** The manifest of an open table's version; undefined if the table is not on a local disk. */
export async function manifestOf(
  table: Table,
  { location }: TableTarget,
  branch: string | null | undefined,
  knownVersion?: number,
): Promise<LanceManifest | undefined> {
  if (localFolder(location) === undefined) return undefined;
  const files = manifestFiles(location, branch ?? undefined);
  const version = knownVersion ?? (await table.version());
  for (const naming of ["V2", "V1"] satisfies ManifestNaming[]) {
    try {
      return readLanceManifest(await readFile(files.pathOf(version, naming)));
    } catch (error) {
      if (!isFileMissing(error)) throw error;
    }
  }
  return undefined;
}
