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

/**
 * Rejects with Unsupported if a newer Lance has written a table with features that a change by the tested LanceDB
 * would damage. Lance itself checks only inserts. This check works only on a local disk; elsewhere only Lance's own
 * check applies.
 */
export async function requireChangeable(
  table: Table,
  target: TableTarget,
  branch: string | null | undefined,
  kind: ChangeKind,
): Promise<void> {
  const manifest = await manifestOf(table, target, branch);
  if (manifest === undefined) return;
  requireKnownFeatures(`Table '${table.name}'`, manifest, "write");
  const [index] = kind === "move" ? endangeredIndices(manifest) : [];
  if (index !== undefined) throw new UnsupportedError(`Table '${table.name}' ${newerIndexText(index.name)}.`);
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
): Promise<LanceManifest | undefined> {
  if (localFolder(location) === undefined) return undefined;
  const files = manifestFiles(location, branch ?? undefined);
  const version = await table.version();
  for (const naming of ["V2", "V1"] satisfies ManifestNaming[]) {
    try {
      return readLanceManifest(await readFile(files.pathOf(version, naming)));
    } catch (error) {
      if (!isFileMissing(error)) throw error;
    }
  }
  return undefined;
}
