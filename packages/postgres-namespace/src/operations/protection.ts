import { type CallOptions, protectedError } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { findProtected } from "../statements.ts";
import { objectId, pathOf } from "../tree/object-id.ts";
import type { StoredObject } from "../tree/stored-object.ts";

/** Rejects with PermissionDenied if the object at a path or one below it is protected. */
export async function refuseProtected(
  catalog: Catalog,
  path: readonly string[],
  options: CallOptions | undefined,
): Promise<void> {
  const [found] = await catalog.read(options, (database) =>
    database.query<Pick<StoredObject, "object_id">>(findProtected, [catalog.name, objectId(path)]),
  );
  if (found !== undefined) throw protectedError(pathOf(found.object_id));
}
