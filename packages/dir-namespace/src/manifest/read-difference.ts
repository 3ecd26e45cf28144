import type { Fragment, TableReader } from "@lancetree/tables";
import { foreignFlag, rowAt } from "../index/columns.ts";
import { decodeColumns, decodeStrings, numbersIn, rowColumns } from "../index/decode-columns.ts";
import { countOf, stringAt } from "../index/string-vector.ts";
import type { Row } from "../model/row.ts";
import type { RowChanges, Rows } from "../model/rows.ts";

/** A version of the manifest table. */
export interface Version {
  /** Resolves with the table checked out at the version. Often the earlier version's is not needed. */
  readonly open: () => Promise<TableReader>;
  readonly fragments: readonly Fragment[];
}

/**
 * Reads the rows of a version as their difference to another version, earlier or later, whichever clients made the versions in between.
 * @param known the rows of the other version, which is undamaged
 * @returns undefined if reading all rows is cheaper, or if the result is inconsistent
 */
export async function readDifference(known: Rows, from: Version, to: Version): Promise<Rows | undefined> {
  const pairs = pairsOf(from.fragments, to.fragments);
  // File names are unique: versions without a common file may belong to different tables.
  if (!pairs.some(({ before, after }) => before && after)) return undefined;
  const different = pairs.filter(({ before, after }) => before?.deletions !== after?.deletions);
  const least = different.reduce((sum, pair) => sum + leastDifference(pair), 0);
  if (least > Math.max(1000, known.size / 16)) return undefined;
  const removed: Picked = { addresses: [], rows: 0 };
  const added: Picked = { addresses: [], rows: 0 };
  for (const pair of different) await pick(pair, from, to, removed, added);
  const changes = changesIn(known, await idsAt(from, removed), await rowsAt(to, added));
  const rows = changes && known.with(changes);
  const expected = to.fragments.reduce((sum, fragment) => sum + fragment.rows, 0);
  return rows?.size === expected ? rows : undefined;
}

/** A fragment in two versions; absent in the version that does not have it. */
interface Pair {
  readonly before: Fragment | undefined;
  readonly after: Fragment | undefined;
}

/** Addresses of rows, perhaps including deleted ones, and the number of rows that exist there. */
interface Picked {
  readonly addresses: number[];
  rows: number;
}

function pairsOf(before: readonly Fragment[], after: readonly Fragment[]): Pair[] {
  const key = ({ id, files }: Fragment): string => `${id} ${files}`;
  const later = new Map(after.map((fragment) => [key(fragment), fragment]));
  const earlier = new Set(before.map(key));
  return [
    ...before.map((fragment) => ({ before: fragment, after: later.get(key(fragment)) })),
    ...after
      .filter((fragment) => !earlier.has(key(fragment)))
      .map((fragment) => ({ before: undefined, after: fragment })),
  ];
}

function leastDifference({ before, after }: Pair): number {
  return Math.abs((before?.rows ?? 0) - (after?.rows ?? 0));
}

/** Collects the rows of a fragment that exist in only one of the versions. */
async function pick(
  { before, after }: Pair,
  from: Version,
  to: Version,
  removed: Picked,
  added: Picked,
): Promise<void> {
  if (before && after) {
    const existed = await existingPositions(await from.open(), before);
    const exists = await existingPositions(await to.open(), after);
    for (let position = 0; position < existed.length; position++) {
      if (existed[position] === exists[position]) continue;
      const picked = existed[position] ? removed : added;
      picked.addresses.push(addressOf(before, position));
      picked.rows++;
    }
    return;
  }
  for (const [fragment, picked] of [
    [before, removed],
    [after, added],
  ] as const) {
    if (fragment === undefined) continue;
    for (let position = 0; position < positionsOf(fragment); position++)
      picked.addresses.push(addressOf(fragment, position));
    picked.rows += fragment.rows;
  }
}

/** For each position of a fragment, whether a row exists there. */
async function existingPositions(table: TableReader, fragment: Fragment): Promise<Uint8Array> {
  const where = `_rowid >= ${addressOf(fragment, 0)} AND _rowid < ${addressOf(fragment, positionsOf(fragment))}`;
  const batches = await table.read({ columns: ["_rowid"], where });
  const exists = new Uint8Array(positionsOf(fragment));
  for (const { columns, length } of batches) {
    // The lower half of an address is the position; reading it as 32 bits avoids a million big integers.
    const halves = numbersIn(columns[0]?.buffers[0], 2 * length);
    for (let row = 0; row < length; row++) exists[halves[2 * row] ?? 0] = 1;
  }
  return exists;
}

async function idsAt(version: Version, { addresses, rows }: Picked): Promise<string[] | undefined> {
  if (addresses.length === 0) return [];
  const table = await version.open();
  const ids = decodeStrings(await table.read({ columns: ["object_id"], addresses }), "object_id");
  const found = Array.from({ length: countOf(ids) }, (_, position) => stringAt(ids, position));
  return found.length === rows ? found : undefined;
}

async function rowsAt(version: Version, { addresses, rows }: Picked): Promise<Row[] | undefined> {
  if (addresses.length === 0) return [];
  const table = await version.open();
  const { columns } = decodeColumns(await table.read({ columns: rowColumns, addresses }));
  const hasForeign = columns.flags.some((bits) => bits & foreignFlag);
  if (columns.flags.length !== rows || hasForeign) return undefined;
  return Array.from(columns.flags, (_, position) => rowAt(columns, position));
}

/** Undefined if an id would then be in two rows. */
function changesIn(
  known: Rows,
  removed: readonly string[] | undefined,
  added: readonly Row[] | undefined,
): RowChanges | undefined {
  if (removed === undefined || added === undefined) return undefined;
  const changes = new Map<string, Row | undefined>(removed.map((id) => [id, undefined]));
  for (const row of added) {
    const isTaken = changes.has(row.id) ? changes.get(row.id) !== undefined : known.has(row.id);
    if (isTaken) return undefined;
    changes.set(row.id, row);
  }
  return changes;
}

function positionsOf({ rows, deletedRows }: Fragment): number {
  return rows + deletedRows;
}

/** Below 2^53 up to two million fragments. */
function addressOf({ id }: Fragment, position: number): number {
  return id * 2 ** 32 + position;
}
