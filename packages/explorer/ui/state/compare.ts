import { UnsupportedError } from "@lancetree/core";
import type { ColumnInfo } from "../server/columns.ts";
import { queryRows, type RowPage, readColumns } from "../server/rows.ts";
import { countRows } from "../server/table.ts";
import { fullText, visibleText } from "./cell-text.ts";
import { Resource } from "./resource.ts";
import { isInOrder } from "./row-order.ts";
import { currentTable } from "./table.ts";

/** Two versions side by side. */
export interface Comparison {
  readonly rows: readonly [number, number];
  readonly added: readonly ColumnInfo[];
  readonly removed: readonly ColumnInfo[];
  readonly changed: readonly (readonly [ColumnInfo, ColumnInfo])[];
  /** The columns that both have, as they are in the later one. */
  readonly shared: readonly ColumnInfo[];
}

export const comparison: Resource<Comparison> = new Resource();
export const changedRows: Resource<ChangedRows> = new Resource();

export function compare(left: number, right: number): void {
  // A second click waits for the first one.
  if (comparison.state.peek().kind === "loading") return;
  const { version: _, ...table } = currentTable.peek();
  changedRows.reset();
  void comparison.load(async (stop) => {
    const [before, after, rowsBefore, rowsAfter] = await Promise.all([
      readColumns({ ...table, version: left }, stop),
      readColumns({ ...table, version: right }, stop),
      countRows({ ...table, version: left }, "", stop),
      countRows({ ...table, version: right }, "", stop),
    ]);
    const named = (list: readonly ColumnInfo[], name: string): ColumnInfo | undefined =>
      list.find((column) => column.name === name);
    return {
      rows: [rowsBefore, rowsAfter],
      shared: after.filter(({ name }) => named(before, name)),
      added: after.filter(({ name }) => !named(before, name)),
      removed: before.filter(({ name }) => !named(after, name)),
      changed: after.flatMap((column) => {
        const old = named(before, column.name);
        return old && (old.type !== column.type || old.nullable !== column.nullable)
          ? [[old, column] as const]
          : [];
      }),
    };
  });
}

/** Rows that differ, by a key. */
export interface ChangedRows {
  readonly key: string;
  readonly sampled: number;
  readonly lines: readonly {
    readonly key: string;
    readonly what: "added" | "removed" | "changed";
    /** The columns that changed, with both values. */
    readonly columns: readonly string[];
  }[];
}

/** How many rows of each version are compared. */
const sampledRows = 2000;

/** Compares the first rows of both versions, in the order of a key. */
export function compareRows(left: number, right: number, key: string, columns: readonly ColumnInfo[]): void {
  if (changedRows.state.peek().kind === "loading") return;
  const { version: _, ...table } = currentTable.peek();
  void changedRows.load(async (stop) => {
    const names = columns
      .filter(({ kind }) => kind !== "vector" && kind !== "binary")
      .map(({ name }) => name);
    const query = {
      k: sampledRows,
      columns: { column_names: names },
      order_by: [{ column_name: key, ascending: true }],
    };
    const [before, after] = await Promise.all([
      queryRows({ ...table, version: left }, query, stop),
      queryRows({ ...table, version: right }, query, stop),
    ]);
    const isCut = before.length === sampledRows || after.length === sampledRows;
    const kind = columns.find(({ name }) => name === key)?.kind;
    // The first rows of both are not the same part of the table.
    if (isCut && kind && !(isInOrder(before, key, kind, true) && isInOrder(after, key, kind, true)))
      throw new UnsupportedError("The server ignores the order of a query.");
    return {
      key,
      sampled: Math.max(before.length, after.length),
      lines: differences(before, after, key, names),
    };
  });
}

function differences(
  before: RowPage,
  after: RowPage,
  key: string,
  names: readonly string[],
): ChangedRows["lines"] {
  let [old, now] = [byKey(before, key), byKey(after, key)];
  if (before.length === sampledRows || after.length === sampledRows) {
    // Beyond the last key that both have, one of them was not read.
    const last = [...old.keys()].findLast((value) => now.has(value));
    [old, now] = [upTo(old, last), upTo(now, last)];
  }
  const lines: ChangedRows["lines"][number][] = [];
  for (const [value, row] of now) {
    const other = old.get(value);
    if (other === undefined) {
      lines.push({ key: value, what: "added", columns: [] });
      continue;
    }
    const columns = names.flatMap((name) => {
      const [was, is] = [text(before, other, name), text(after, row, name)];
      return was === is ? [] : [`${name} ${excerpt(was)} → ${excerpt(is)}`];
    });
    if (columns.length > 0) lines.push({ key: value, what: "changed", columns });
  }
  for (const value of old.keys())
    if (!now.has(value)) lines.push({ key: value, what: "removed", columns: [] });
  return lines;
}

function excerpt(value: string): string {
  return visibleText(value.length > 60 ? `${value.slice(0, 60)} and more` : value);
}

function upTo(rows: Map<string, number>, last: string | undefined): Map<string, number> {
  const end = last === undefined ? -1 : [...rows.keys()].indexOf(last);
  return new Map([...rows].slice(0, end + 1));
}

function byKey(page: RowPage, key: string): Map<string, number> {
  return new Map(Array.from({ length: page.length }, (_, row) => [text(page, row, key), row] as const));
}

function text(page: RowPage, row: number, name: string): string {
  return fullText(page.cell(row, name));
}
