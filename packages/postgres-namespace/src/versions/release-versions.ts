import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import type { StoredTable } from "../tree/stored-object.ts";
import * as statements from "../version-statements.ts";
import { manifestsAt } from "./kept-table.ts";
import { publish } from "./settle.ts";
import type { StoredVersion } from "./stored-version.ts";

/** Locks the row of a table before its name no longer leads to its folder. Resolves with that folder, if there is such a table. */
export type LockTable = (
  transaction: Queryable,
  id: string,
  attempt: string,
) => Promise<LockedTable | undefined>;

type LockedTable = Pick<StoredTable, "location" | "managed">;

/**
 * Runs a transaction after which a name no longer leads to its folder although the folder stays. A client that opens that folder then finds all
 * versions in it: one that another transaction has recorded, and that is not published yet, is published first. `work` calls the function
 * that it receives before it changes the row of the table; it is called again after such a version was published.
 */
export async function releasing<Result>(
  catalog: Catalog,
  work: (lock: LockTable) => Promise<Result>,
): Promise<Result> {
  for (;;) {
    let unpublished: UnpublishedVersions | undefined;
    try {
      return await work(async (transaction, id, attempt) => {
        const locked = await lockTable(catalog, transaction, id);
        unpublished = locked?.managed
          ? await findUnpublished(catalog, transaction, locked, attempt)
          : undefined;
        if (unpublished) throw new RolledBack();
        return locked;
      });
    } catch (error) {
      if (!unpublished) throw error;
    }
    const { location, rows } = unpublished;
    for (const row of rows) {
      const manifests = manifestsAt(catalog, location, row.branch);
      await publish(catalog, { location, branch: row.branch, manifests }, row);
    }
  }
}

interface UnpublishedVersions {
  readonly location: string;
  readonly rows: readonly (StoredVersion & { readonly branch: string })[];
}

/** Rolls a transaction back; no caller sees it. */
class RolledBack extends Error {}

/** Keeps writers from recording versions until the transaction ends. */
async function lockTable(
  catalog: Catalog,
  transaction: Queryable,
  id: string,
): Promise<LockedTable | undefined> {
  const [locked] = await transaction.query<LockedTable>(statements.lockTable, [catalog.name, id]);
  return locked;
}

/** The versions of others that are not published yet. */
async function findUnpublished(
  catalog: Catalog,
  transaction: Queryable,
  { location }: LockedTable,
  attempt: string,
): Promise<UnpublishedVersions | undefined> {
  const values = [catalog.name, location];
  const all = await transaction.query<StoredVersion & { branch: string }>(statements.readUnpublished, values);
  const rows = all.filter((row) => row.attempt !== attempt);
  return rows.length > 0 ? { location, rows } : undefined;
}
