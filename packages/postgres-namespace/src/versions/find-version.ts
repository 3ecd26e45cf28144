import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import { readVersion, readVersionsDescending } from "../version-statements.ts";
import type { KeptTable } from "./kept-table.ts";
import type { StoredVersion } from "./stored-version.ts";

/** The record of one version of a table or a branch. */
export async function findVersion(
  catalog: Catalog,
  database: Queryable,
  { location, branch }: Pick<KeptTable, "location" | "branch">,
  version: number,
): Promise<StoredVersion | undefined> {
  const values = [catalog.name, location, branch, version];
  const [row] = await database.query<StoredVersion>(readVersion, values);
  return row;
}

/** The record of the latest version of a table or a branch. */
export async function findLatest(
  catalog: Catalog,
  database: Queryable,
  { location, branch }: Pick<KeptTable, "location" | "branch">,
): Promise<StoredVersion | undefined> {
  const values = [catalog.name, location, branch, null, 1];
  const [row] = await database.query<StoredVersion>(readVersionsDescending, values);
  return row;
}
