import {
  type CallOptions,
  type DroppedObject,
  InvalidInputError,
  type ListDroppedRequest,
  type ListDroppedResponse,
  type ObjectKind,
  type PurgeDroppedRequest,
  type PurgeDroppedResponse,
  parseListDropped,
  parsePurgeDropped,
  parseUndrop,
  resolveCreate,
  TableNotFoundError,
  type UndropRequest,
  type UndropResponse,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../dropped-statements.ts";
import { objectId, pathOf, splitId } from "../tree/object-id.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** Dropped objects of one page, if the request sets no limit. */
const pageSize = 10_000;

interface DroppedRow {
  readonly top_id: string;
  readonly drop_id: string;
  readonly kind: 1 | 2;
  readonly dropped_at: string;
  readonly keep_until: string;
  readonly tables: number;
}

export async function listDropped(
  catalog: Catalog,
  request: ListDroppedRequest,
  options?: CallOptions,
): Promise<ListDroppedResponse> {
  const { path, page } = parseListDropped(request);
  const size = Math.min(page.limit || pageSize, pageSize);
  const id = objectId(path);
  const [after, drop] = readToken(page.page_token || undefined);
  const values = [catalog.name, size + 1, id, id + after, drop];
  const rows = await catalog.read(options, (database) =>
    database.query<DroppedRow>(statements.listDropped, values),
  );
  const dropped = rows.slice(0, size).map(toDropped);
  const last = rows[size - 1];
  return rows.length > size && last !== undefined
    ? { dropped, page_token: JSON.stringify([last.top_id.slice(id.length), last.drop_id]) }
    : { dropped };
}

/** Brings back what was dropped. One statement moves all rows of the drop, so that it is undone whole or not at all. */
export async function undrop(
  catalog: Catalog,
  request: UndropRequest,
  options?: CallOptions,
): Promise<UndropResponse> {
  const { from, to, dropId } = parseUndrop(request);
  const { parent, name } = splitId(to);
  return untilDone(`changed ${JSON.stringify(to)}`, async () => {
    const found = await findDropped(catalog, from, dropId, options);
    const made = await unlessViolated(() =>
      catalog.change<{ tables: number }>(options, async (database, attempt) => {
        const values = [catalog.name, attempt, found.drop_id, objectId(to), parent, name];
        const [row] = await database.query<{ tables: number }>(statements.undrop, values);
        return row;
      }),
    );
    if (made.result !== undefined)
      return { id: [...to], kind: kindOf(found.kind), tables: made.result.tables };
    // Another caller was faster, the name is taken, or the parent is missing: the last two are errors.
    resolveCreate(to, kindOf(found.kind), "create", (await readLine(catalog, to, options)).kindOf);
    return undefined;
  });
}

/** Removes the objects that were dropped long enough ago. Their files are removed afterwards, as those of any dropped table. */
export async function purgeDropped(
  catalog: Catalog,
  request: PurgeDroppedRequest,
  options?: CallOptions,
): Promise<PurgeDroppedResponse> {
  const { path, olderThanSeconds } = parsePurgeDropped(request);
  const made = await catalog.change<{ purged: number }>(options, async (database, attempt) => {
    const values = [catalog.name, attempt, objectId(path), olderThanSeconds];
    const [row] = await database.query<{ purged: number }>(statements.purgeDropped, values);
    return row;
  });
  catalog.files.start();
  return { purged: made?.purged ?? 0 };
}

async function findDropped(
  catalog: Catalog,
  path: readonly string[],
  dropId: string | undefined,
  options: CallOptions | undefined,
): Promise<Pick<DroppedRow, "drop_id" | "kind">> {
  const id = objectId(path);
  return catalog.read(options, async (database) => {
    const values = [catalog.name, id, dropId ?? null];
    const [found] = await database.query<DroppedRow>(statements.findDropped, values);
    if (found !== undefined) return found;
    const around = await database.query<DroppedRow>(statements.findDroppedAround, [catalog.name, id]);
    const top = dropId === undefined ? around[0]?.top_id : undefined;
    throw notDropped(path, top === undefined ? undefined : pathOf(top));
  });
}

function notDropped(path: readonly string[], around: readonly string[] | undefined): TableNotFoundError {
  const reason =
    around === undefined
      ? ""
      : `: it was dropped with ${JSON.stringify(around)}, which can be undropped only as a whole`;
  return new TableNotFoundError(`No dropped object is kept for ${JSON.stringify(path)}${reason}.`);
}

function kindOf(kind: 1 | 2): ObjectKind {
  return kind === 1 ? "namespace" : "table";
}

function toDropped(row: DroppedRow): DroppedObject {
  return {
    drop_id: row.drop_id,
    id: pathOf(row.top_id),
    kind: kindOf(row.kind),
    tables: row.tables,
    dropped_at: row.dropped_at,
    kept_until: row.keep_until,
  };
}

const lowestDrop = "00000000-0000-0000-0000-000000000000";

/** What follows the listed path in the id of the last object of a page, and its drop. */
function readToken(token: string | undefined): readonly [string, string] {
  if (token === undefined) return ["", lowestDrop];
  let value: unknown;
  try {
    value = JSON.parse(token);
  } catch {
    value = undefined;
  }
  if (Array.isArray(value)) {
    const [id, drop]: unknown[] = value;
    if (
      typeof id === "string" &&
      !id.includes("\0") &&
      typeof drop === "string" &&
      /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(drop)
    )
      return [id, drop];
  }
  throw new InvalidInputError("The page token must be one that listDropped returned.");
}
