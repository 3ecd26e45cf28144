import { compareBytes, type NamePage, type PageRequest } from "@lancetree/core";
import { nameOf, pathOf, separator } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { plainLocation, rootLocation } from "../model/table-folders.ts";

/** Folders checked at the same time. */
const batchSize = 256;

/** A table as lists show it. */
export interface ListedTable {
  readonly name: string;
  /** Undefined for a root table that exists by its folder alone. */
  readonly row: Row | undefined;
}

/** The names of the namespaces directly below one, including those that exist only because of their contents. */
export function* namespaceNames(
  snapshot: Snapshot,
  parent: string,
  after: string | undefined,
): Iterable<string> {
  for (const [id, row] of snapshot.rows.children(parent, after)) {
    const isListed = row ? row.kind === "namespace" && snapshot.rowExists(row) : snapshot.hasBelow(id);
    if (isListed) yield nameOf(id);
  }
}

/** The tables directly below a namespace, by name. */
export function* tablesIn(
  snapshot: Snapshot,
  parent: string,
  after: string | undefined,
): Iterable<ListedTable> {
  for (const [, row] of snapshot.rows.children(parent, after)) {
    if (row?.kind === "table" && snapshot.rowExists(row)) yield { name: nameOf(row.id), row };
  }
}

/** The tables of the whole catalog, by their paths as one string. */
export function allTables(
  snapshot: Snapshot,
  delimiter: string,
  after: string | undefined,
): Iterable<ListedTable> {
  // Ids are such strings already, in this order. With another delimiter the order differs.
  if (delimiter === separator) return tablesBelow(snapshot, delimiter, after);
  const tables = [...tablesBelow(snapshot, delimiter, undefined)];
  return [...new Map(tables.map((table) => [table.name, table])).values()]
    .filter(({ name }) => after === undefined || compareBytes(name, after) > 0)
    .toSorted(byName);
}

function* tablesBelow(
  snapshot: Snapshot,
  delimiter: string,
  after: string | undefined,
): Iterable<ListedTable> {
  for (const row of snapshot.rows.below("", after)) {
    if (row.kind === "table" && snapshot.rowExists(row)) {
      yield { name: pathOf(row.id).join(delimiter), row };
    }
  }
}

/** The root folders whose name no row has and that no row names: other clients list them as tables. */
export function folderTables(
  snapshot: Snapshot,
  names: readonly string[],
  after: string | undefined,
): ListedTable[] {
  return names
    .filter((name) => after === undefined || compareBytes(name, after) > 0)
    .filter((name) => !snapshot.decidingRow(name) && !isLocation(snapshot, rootLocation(name)))
    .map((name) => ({ name, row: undefined }))
    .toSorted(byName);
}

/** Merges two sorted lists. If both have a table of one name, the second list's is used. */
export function* inOrder(
  first: Iterable<ListedTable>,
  second: readonly ListedTable[],
): Iterable<ListedTable> {
  let index = 0;
  for (const table of first) {
    for (let other = second[index]; other && byName(other, table) < 0; other = second[++index]) yield other;
    if (second[index]?.name !== table.name) yield table;
  }
  yield* second.slice(index);
}

/**
 * The next page of the items that are wanted. Checks only as many as it needs, several at a time.
 * @param items sorted, without those up to the page token
 */
export async function pageFrom<Item>(
  items: Iterable<Item>,
  { limit }: PageRequest,
  nameOfItem: (item: Item) => string,
  accepts: (item: Item) => boolean | Promise<boolean>,
): Promise<NamePage> {
  const names: string[] = [];
  const source = items[Symbol.iterator]();
  const groupSize = Math.min(limit ? limit + 1 : batchSize, batchSize);
  for (;;) {
    const group = take(source, groupSize);
    const checks = group.map(accepts);
    // A promise for each of many names takes longer than the rest of the list.
    const isSettled = checks.every((check) => typeof check === "boolean");
    const accepted = isSettled ? checks : await Promise.all(checks.map(async (check) => check));
    names.push(...group.filter((_, index) => accepted[index]).map(nameOfItem));
    // One item more than the limit shows that there is another page.
    if (limit && names.length > limit) {
      names.length = limit;
      return { names, page_token: names.at(-1) ?? "" };
    }
    if (group.length < groupSize) return { names };
  }
}

function take<Item>(source: Iterator<Item>, count: number): Item[] {
  const items: Item[] = [];
  while (items.length < count) {
    const { value, done } = source.next();
    if (done) break;
    items.push(value);
  }
  return items;
}

function byName(left: ListedTable, right: ListedTable): number {
  return compareBytes(left.name, right.name);
}

/** Whether a table that listings show by its row is at a location. */
function isLocation(snapshot: Snapshot, location: string): boolean {
  for (const row of snapshot.rows.inFolderOf(location)) {
    if (plainLocation(row.location ?? "") === location && snapshot.decidingRow(row.id)) return true;
  }
  return false;
}
