import { type CallOptions, InvalidTableStateError } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../version-statements.ts";
import { findVersion } from "./find-version.ts";
import { findKeptTable, type KeptTable } from "./kept-table.ts";
import type { StoredVersion } from "./stored-version.ts";

/** Puts the manifest of a recorded version in its final place, unless that was done. */
export async function publish(
  catalog: Catalog,
  { location, branch, manifests }: Pick<KeptTable, "location" | "branch" | "manifests">,
  { version, manifest, claim }: Pick<StoredVersion, "version" | "manifest" | "claim">,
): Promise<void> {
  if (claim === null) return;
  await manifests.publish({ file: manifest, claim });
  await catalog.read(undefined, (database) =>
    database.query(statements.publishVersion, [catalog.name, location, branch, version, claim]),
  );
}

/**
 * Completes what writers that ended left, and forgets versions whose files are missing: clients remove old versions and branches without
 * informing the catalog. Returns false if it forgot some, so that the caller reads again.
 *
 * Rejects with InvalidTableState if the latest version's file is missing, which no client removes.
 */
export async function settle(
  catalog: Catalog,
  table: KeptTable,
  rows: readonly StoredVersion[],
  options: CallOptions | undefined,
): Promise<boolean> {
  for (const row of rows) await publish(catalog, table, row);
  if ((await table.manifests.missing(rows.map(({ manifest }) => manifest))).size === 0) return true;
  const all = await catalog.read(options, (database) =>
    database.query<StoredVersion>(statements.readVersions, [
      catalog.name,
      table.location,
      table.branch,
      null,
      null,
    ]),
  );
  const published = all.filter(({ claim }) => claim === null);
  const missing = await table.manifests.missing(published.map(({ manifest }) => manifest));
  const lost = published.filter(({ manifest }) => missing.has(manifest));
  const forgotten = await catalog.read(options, (database) =>
    database.query(statements.forgetVersions, [
      catalog.name,
      table.location,
      table.branch,
      lost.map(({ version }) => version),
      lost.map(({ attempt }) => attempt),
    ]),
  );
  if (forgotten.length > 0) return false;
  // The table may have been dropped or replaced, or another process has forgotten them.
  const now = await findKeptTable(catalog, table.path, table.branch, options);
  const latest = lost.at(-1);
  if (now.location !== table.location || latest === undefined) return false;
  const row = await catalog.read(options, (database) => findVersion(catalog, database, now, latest.version));
  if (row?.attempt !== latest.attempt) return false;
  throw new InvalidTableStateError(
    `The manifest of the latest version of table ${JSON.stringify(table.path)} is missing: ${latest.manifest}.`,
  );
}
