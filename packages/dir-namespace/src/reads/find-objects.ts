import { setImmediate as nextTick } from "node:timers/promises";
import {
  type CallOptions,
  type FindObjectsRequest,
  type FindObjectsResponse,
  type FoundObject,
  parseFindObjects,
  storedId,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { pathOf, separator } from "../model/object-id.ts";

/** Characters of ids that are compared before other calls of the process have their turn, which takes some milliseconds. */
const charactersAtOnce = 500_000;
/** What an id costs beside its characters. */
const charactersOfId = 20;

export async function findObjects(
  catalog: Catalog,
  request: FindObjectsRequest,
  options?: CallOptions,
): Promise<FindObjectsResponse> {
  const { path, matches, limit, token } = parseFindObjects(request);
  // It does not change, so the search may go on while others commit.
  const snapshot = await catalog.snapshot(options);
  catalog.assertNamespace(snapshot, path);
  const parent = storedId(path);
  // A token is relative to the namespace, so that none leads out of it, and none contains a prefix that the caller does not know.
  const within = parent === "" ? "" : parent + separator;
  const objects: FoundObject[] = [];
  let compared = 0;
  for (const id of snapshot.rows.ids(parent, token && within + token)) {
    compared += id.length + charactersOfId;
    if (compared > charactersAtOnce) {
      compared = 0;
      // oxlint-disable-next-line no-await-in-loop
      await nextTick();
      options?.signal?.throwIfAborted();
    }
    const found = pathOf(id);
    const row = matches(found) ? snapshot.find(id) : undefined;
    if (row === undefined) continue;
    objects.push({ id: found, kind: row.kind });
    if (objects.length === limit) return { objects, page_token: id.slice(within.length) };
  }
  return { objects };
}
