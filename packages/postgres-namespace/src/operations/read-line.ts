import type { CallOptions } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import * as statements from "../read-statements.ts";
import { objectId } from "../tree/object-id.ts";
import { type StoredObject, StoredObjects } from "../tree/stored-object.ts";

/** The objects at a path and above it, in one snapshot. */
export async function readLine(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions | undefined,
): Promise<StoredObjects> {
  return readLines(catalog, [path], options);
}

/** The objects at several paths and above them, in one snapshot. */
export async function readLines(
  catalog: Catalog,
  paths: readonly (readonly string[])[],
  options: CallOptions | undefined,
): Promise<StoredObjects> {
  return catalog.read(options, (database) => readLinesIn(catalog, database, paths));
}

/** The same in a transaction. */
export async function readLinesIn(
  catalog: Catalog,
  database: Queryable,
  paths: readonly (readonly string[])[],
): Promise<StoredObjects> {
  const values = [catalog.name, paths.map(objectId)];
  return new StoredObjects(await database.query<StoredObject>(statements.readLines, values));
}
