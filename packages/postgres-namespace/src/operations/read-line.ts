import type { CallOptions } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { readObjects } from "../statements.ts";
import { lineOf } from "../tree/object-id.ts";
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
  const ids = [...new Set(paths.flatMap(lineOf))];
  const rows = await catalog.read(options, (database) =>
    database.query<StoredObject>(readObjects, [catalog.name, ids]),
  );
  return new StoredObjects(rows);
}
