import {
  type CallOptions,
  type FindObjectsRequest,
  type FindObjectsResponse,
  type FoundObject,
  parseFindObjects,
  requireNamespace,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { findObjects as statement } from "../read-statements.ts";
import { objectId, pathOf } from "../tree/object-id.ts";
import { readLine } from "./read-line.ts";

/**
 * Objects that one statement compares with a text of one character, which takes some hundredths of a second: other statements run in between.
 * For a longer text there are fewer, since comparing repetitive names may take the product of both lengths.
 */
const objectsAtOnce = 50_000;

/** Greater than every id. */
const end = "\u{10FFFF}";

export async function findObjects(
  catalog: Catalog,
  request: FindObjectsRequest,
  options?: CallOptions,
): Promise<FindObjectsResponse> {
  const { path, text, limit, token } = parseFindObjects(request);
  requireNamespace(path, (await readLine(catalog, path, options)).kindOf);
  const within = path.length === 0 ? "" : `${objectId(path)}$`;
  const expected = text.toLowerCase();
  // No name contains it, and the database rejects such text.
  if (expected.includes("\0") || token?.includes("\0")) return { objects: [] };
  const before = path.length === 0 ? end : `${objectId(path)}%`;
  const size = Math.ceil(objectsAtOnce / expected.length);
  let after = within + (token ?? "");
  const objects: FoundObject[] = [];
  for (;;) {
    const values = [catalog.name, after, before, size, expected, limit - objects.length];
    const rows = await catalog.read(options, (database) =>
      database.query<{ object_id: string; kind: 0 | 1 | 2 }>(statement, values),
    );
    for (const { object_id: id, kind } of rows) {
      if (kind !== 0) objects.push({ id: pathOf(id), kind: kind === 1 ? "namespace" : "table" });
    }
    const last = objects.at(-1);
    if (objects.length === limit && last !== undefined)
      return { objects, page_token: last.id.join("$").slice(within.length) };
    const next = rows.find(({ kind }) => kind === 0);
    if (next === undefined) return { objects };
    after = next.object_id;
  }
}
