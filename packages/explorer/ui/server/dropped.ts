import { type DroppedObject, paginate } from "@lancetree/core";
import { catalog } from "./catalog.ts";

/** Objects that were dropped and are kept. */
export interface DroppedList {
  readonly objects: readonly DroppedObject[];
  /** Whether the list ends before the last one. */
  readonly isMore: boolean;
}

/** More are not listed. */
const maxListed = 1000;

/** What was dropped at a path or below it. */
export async function listDropped(path: readonly string[], signal: AbortSignal): Promise<DroppedList> {
  const listed = paginate(
    (token) => catalog.listDropped({ id: path, limit: 100, page_token: token }, { signal }),
    (page) => page.dropped,
  );
  const objects: DroppedObject[] = [];
  for await (const object of listed) {
    if (objects.length === maxListed) return { objects, isMore: true };
    objects.push(object);
  }
  return { objects, isMore: false };
}

/** Resolves if the catalog keeps what is dropped. */
export async function requireDropped(path: readonly string[], signal: AbortSignal): Promise<true> {
  await catalog.listDropped({ id: path, limit: 1 }, { signal });
  return true;
}

/** Brings an object back, at a path of its own or a new one. */
export async function undrop(
  { id, drop_id }: DroppedObject,
  to: readonly string[],
  headers: Record<string, string>,
): Promise<void> {
  await catalog.undrop({ id, drop_id, new_id: to }, { headers });
}

/** Gives up everything that was dropped at a path or below it. */
export async function purgeDropped(path: readonly string[], headers: Record<string, string>): Promise<void> {
  await catalog.purgeDropped({ id: path, older_than_seconds: 0 }, { headers });
}
