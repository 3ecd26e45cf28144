import { type CallOptions, type DropTableResponse, protectedError, requireTable } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import * as statements from "../statements.ts";
import { uriOf } from "../tree/location.ts";
import { objectId } from "../tree/object-id.ts";
import { forgetFolder } from "../version-statements.ts";
import { releasing } from "../versions/release-versions.ts";
import { refuseProtected } from "./protection.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** What is left of a table. */
type RemovedTable = {
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
};

/** Removes a table's row. The same statement keeps the row for `retainSeconds` or queues its files for removal, unless the files are kept. */
export async function removeTable(
  catalog: Catalog,
  path: readonly string[],
  keepFiles: boolean,
  options?: CallOptions,
): Promise<DropTableResponse> {
  return untilDone(`changed table ${JSON.stringify(path)}`, async () => {
    const gone = await unlessViolated(() =>
      keepFiles ? deregister(catalog, path, options) : drop(catalog, path, options),
    );
    if (gone.result !== undefined) return removedTable(catalog, path, gone.result);
    if (gone.isProtected) {
      await refuseProtected(catalog, path, options);
      return undefined;
    }
    requireTable(path, (await readLine(catalog, path, options)).kindOf);
    // The table was created in between.
    return undefined;
  });
}

async function drop(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions | undefined,
): Promise<RemovedTable | undefined> {
  const gone = await catalog.change<RemovedTable>(options, async (database, attempt) => {
    const values = [catalog.name, attempt, objectId(path), catalog.settings.retainSeconds];
    return (await database.query<RemovedTable>(statements.dropTable, values))[0];
  });
  if (gone !== undefined) catalog.files.start();
  return gone;
}

function deregister(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions | undefined,
): Promise<RemovedTable | undefined> {
  return releasing(catalog, (lock) =>
    catalog.changeTogether<RemovedTable>(options, async (transaction, attempt) => {
      await lock(transaction, objectId(path), attempt);
      const gone = await deregisterIn(catalog, transaction, path);
      if (gone)
        await transaction.query(statements.recordChange, [catalog.name, attempt, JSON.stringify(gone)]);
      return gone;
    }),
  );
}

/** Removes the row of a table that is locked, and the records of its versions. */
export async function deregisterIn(
  catalog: Catalog,
  transaction: Queryable,
  path: readonly string[],
): Promise<RemovedTable | undefined> {
  const values = [catalog.name, objectId(path)];
  const [gone] = await transaction.query<RemovedTable & { protected_id: string | null }>(
    statements.deregisterTable,
    values,
  );
  if (gone?.protected_id) throw protectedError(path);
  if (gone) await transaction.query(forgetFolder, [catalog.name, gone.location]);
  return gone;
}

export function removedTable(
  catalog: Catalog,
  path: readonly string[],
  { location, properties }: RemovedTable,
): DropTableResponse {
  return {
    id: [...path],
    location: uriOf(catalog.settings.root, location),
    properties: { ...properties },
  };
}
