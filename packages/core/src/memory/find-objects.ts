import { type FindObjectsRequest, type FindObjectsResponse, parseFindObjects } from "../object-finding.ts";
import { compareBytes } from "../order.ts";
import { storedId } from "../stored-id.ts";
import { requireNamespace } from "../tree.ts";
import type { MemoryTree } from "./memory-tree.ts";

export function findObjects(tree: MemoryTree, request: FindObjectsRequest): FindObjectsResponse {
  const { path, matches, limit, token } = parseFindObjects(request);
  requireNamespace(path, (other) => tree.find(other)?.kind);
  // A token is relative to the namespace, so that none leads out of it.
  const order = (id: readonly string[]): string => storedId(id.slice(path.length));
  const found = tree
    .below(path)
    .filter((entry) => matches(entry.path))
    .toSorted((left, right) => compareBytes(order(left.path), order(right.path)))
    .filter((entry) => token === undefined || compareBytes(order(entry.path), token) > 0);
  const page = found.slice(0, limit).map(({ path: id, kind }) => ({ id: [...id], kind }));
  const last = page.at(-1);
  return found.length > limit && last ? { objects: page, page_token: order(last.id) } : { objects: page };
}
