import { copyFileSync, readdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { arrowStream } from "../../../dir-namespace/test/support/rows.ts";
import type { PostgresNamespace } from "../../src/index.ts";

/** Creates a table whose versions the catalog keeps, and returns its folder. */
export async function createKept(
  namespace: PostgresNamespace,
  id: string[],
  ids: readonly number[] = [1, 2],
): Promise<string> {
  const { location } = await namespace.createTable({ id, data: arrowStream(ids) });
  return fileURLToPath(String(location));
}

export function manifestOf(version: number): string {
  return `${2n ** 64n - 1n - BigInt(version)}.manifest`;
}

/** Stages a version with the content of the first one, as a writer does that leaves the commit to the catalog. */
export function stage(folder: string, name: string): string {
  const path = join(folder, "_versions", `${manifestOf(2)}-${name}`);
  copyFileSync(join(folder, "_versions", manifestOf(1)), path);
  return path.slice(1);
}

/** Moves the file of a published version back, as if the process that recorded the version had ended before it published it. */
export async function unpublish(pglite: PGlite, folder: string, version: number): Promise<void> {
  const claim = `${manifestOf(version)}-claim`;
  renameSync(join(folder, "_versions", manifestOf(version)), join(folder, "_versions", claim));
  const values = [claim, basename(folder), version];
  await pglite.query("update lancetree_versions set claim = $1 where location = $2 and version = $3", values);
}

/** How many versions at a folder are recorded but not published. */
export async function unpublishedAt(pglite: PGlite, folder: string): Promise<number> {
  const text = "select 1 from lancetree_versions where location = $1 and claim is not null";
  return (await pglite.query(text, [basename(folder)])).rows.length;
}

/** The files of versions in a table's folder, with those that are not published. */
export function manifestsIn(folder: string): string[] {
  return readdirSync(join(folder, "_versions"))
    .filter((name) => name.includes(".manifest"))
    .toSorted();
}

/** The versions that the catalog lists. */
export async function versionsOf(
  namespace: PostgresNamespace,
  id: string[],
  branch?: string,
): Promise<number[]> {
  const { versions } = await namespace.listTableVersions({ id, ...(branch && { branch }) });
  return versions.map(({ version }) => version);
}
