import type { CallOptions } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import * as statements from "../read-statements.ts";
import { objectId, splitId } from "../tree/object-id.ts";
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
  const read = async (statement: string, ids: readonly string[]): Promise<StoredObjects> =>
    new StoredObjects(await database.query<StoredObject>(statement, [catalog.name, ids]));
  const near = await read(
    statements.readObjects,
    paths.flatMap((path) => [objectId(path), splitId(path).parent]),
  );
  // The row of an object, or of its parent, implies all namespaces above it. Only without both, one of these is missing.
  const isWhole = paths.every((path) => near.find(path) ?? near.find(path.slice(0, -1)));
  return isWhole ? near : read(statements.readLines, paths.map(objectId));
}
