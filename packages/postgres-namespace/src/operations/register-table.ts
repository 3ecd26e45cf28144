import {
  type CallOptions,
  InvalidInputError,
  isProtected,
  parseRegisterTable,
  protectedError,
  type RegisterTableRequest,
  type RegisterTableResponse,
  resolveCreate,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import * as fileStatements from "../file-statements.ts";
import * as statements from "../statements.ts";
import { checkedLocation, foldersAround } from "../tree/location.ts";
import { objectId, splitId } from "../tree/object-id.ts";
import type { StoredObject } from "../tree/stored-object.ts";
import { forgetFolder } from "../version-statements.ts";
import { releasing } from "../versions/release-versions.ts";
import { holdsData } from "./holds-data.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** Gives an existing table a name. `overwrite` lets the name's row name the new folder; the old one stays. */
export async function registerTable(
  catalog: Catalog,
  request: RegisterTableRequest,
  options?: CallOptions,
): Promise<RegisterTableResponse> {
  const { path, location, mode, properties } = parseRegisterTable(request);
  const folder = checkedLocation(catalog.settings.root, location);
  return untilDone(`changed table ${JSON.stringify(path)}`, async () => {
    const line = await readLine(catalog, path, options);
    const outcome = resolveCreate(path, "table", mode, line.kindOf);
    const previous = outcome === "new" ? undefined : line.find(path);
    if (previous?.protected) throw protectedError(path);
    if (!(await holdsData(catalog, folder))) throw noTable(location);
    const made = await unlessViolated(() =>
      releasing(catalog, (lock) =>
        catalog.changeTogether(options, async (transaction, attempt) => {
          if (!(await takeFolder(catalog, transaction, folder))) return { isRemoved: true };
          const old = previous && (await lock(transaction, objectId(path), attempt));
          const row = { path, previous, properties, folder };
          const isMade = await nameFolder(transaction, catalog.name, attempt, row);
          if (old) await transaction.query(forgetFolder, [catalog.name, old.location]);
          return isMade ? { isRemoved: false } : undefined;
        }),
      ),
    );
    if (made.result?.isRemoved === true) throw noTable(location);
    return made.result && { location, properties: { ...properties } };
  });
}

/** Keeps a folder from being removed. False if that has begun. */
async function takeFolder(catalog: Catalog, transaction: Queryable, folder: string): Promise<boolean> {
  await transaction.query(fileStatements.lockLocations, [catalog.name]);
  const values = [catalog.name, foldersAround(folder), folder];
  if ((await transaction.query(fileStatements.findRemoval, values)).length > 0) return false;
  await transaction.query(fileStatements.keepFiles, values);
  return true;
}

interface NewRow {
  readonly path: readonly string[];
  /** The row as it was read; undefined if there was none. */
  readonly previous: StoredObject | undefined;
  readonly properties: Record<string, string>;
  readonly folder: string;
}

async function nameFolder(
  transaction: Queryable,
  catalog: string,
  attempt: string,
  { path, previous, properties, folder }: NewRow,
): Promise<boolean> {
  const id = objectId(path);
  const json = JSON.stringify(properties);
  const flag = isProtected(properties);
  if (previous !== undefined) {
    const values = [catalog, attempt, id, json, folder, previous.revision, flag];
    const rows = await transaction.query(statements.relocateTable, values);
    if (rows.length > 0) await transaction.query(statements.recordChange, [catalog, attempt, "{}"]);
    return rows.length > 0;
  }
  const { parent, name } = splitId(path);
  const values = [catalog, attempt, id, parent, name, json, folder, false, flag, false];
  return (await transaction.query(statements.insertTable, values)).length > 0;
}

function noTable(location: string): InvalidInputError {
  return new InvalidInputError(
    `No table exists at ${JSON.stringify(location)}; only an existing table can be registered.`,
  );
}
