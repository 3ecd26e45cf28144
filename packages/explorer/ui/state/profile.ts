import type { PrintableValue } from "@lancetree/arrow";
import type { ColumnInfo } from "../server/columns.ts";
import { queryRows, type RowPage } from "../server/rows.ts";
import { countRows } from "../server/table.ts";
import { fullText } from "./cell-text.ts";
import { literal, quoteName } from "./filter-text.ts";
import { edgeText } from "./formats.ts";
import { Resource } from "./resource.ts";
import { param } from "./route.ts";
import { currentTable } from "./table.ts";

/** The values of a column: some exact figures, and a histogram of a sample. */
export interface Profile {
  readonly column: ColumnInfo;
  readonly rows: number;
  readonly nulls: number;
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** How many rows the sample has. */
  readonly sampled: number;
  /** Different values in the sample. */
  readonly distinct: number;
  readonly bars: readonly Bar[];
}

/** A bar of a histogram. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** The condition of the rows in it. */
  readonly filter: string;
}

export const profile: Resource<Profile> = new Resource();

const sampleRows = 10_000;
const maxBars = 24;

/** Whether a column can be counted and compared. */
export function hasProfile({ kind }: ColumnInfo): boolean {
  return kind !== "vector" && kind !== "binary" && kind !== "nested";
}

/** Reads the profile of a column, of the rows that the filter in the address lets through. */
export function loadProfile(column: ColumnInfo): void {
  const table = currentTable.peek();
  const filter = param("where");
  const name = quoteName(column.name);
  const and = (condition: string): string => (filter === "" ? condition : `(${filter}) AND ${condition}`);
  void profile.load(async (stop) => {
    const edge = (ascending: boolean): Promise<RowPage> =>
      queryRows(
        table,
        {
          k: 1,
          columns: { column_names: [column.name] },
          filter: and(`${name} IS NOT NULL`),
          order_by: [{ column_name: column.name, ascending }],
        },
        stop,
      );
    // One after the other: five scans at once would keep a small server busy.
    const rows = await countRows(table, filter, stop);
    const nulls = await countRows(table, and(`${name} IS NULL`), stop);
    const lowest = await edge(true);
    const highest = await edge(false);
    const sampled = { k: sampleRows, columns: { column_names: [column.name] } };
    const sample = await queryRows(table, { ...sampled, ...(filter !== "" && { filter }) }, stop);
    const values = Array.from({ length: sample.length }, (_, row) => sample.cell(row, column.name));
    const distinct = new Set(values.filter((value) => value !== null).map(fullText)).size;
    const [min, max] = [lowest, highest].map((page) =>
      page.length > 0 ? fullText(page.cell(0, column.name)) : undefined,
    );
    // Pylance's server ignores the order, so that both are the first row.
    const isSorted = distinct <= 1 || min !== max;
    return {
      column,
      rows,
      nulls,
      min: isSorted ? min : undefined,
      max: isSorted ? max : undefined,
      sampled: sample.length,
      distinct,
      bars:
        column.kind === "number" || column.kind === "integer"
          ? numberBars(values, name)
          : valueBars(values, column),
    };
  });
}

/** Ranges of the same width. */
function numberBars(values: readonly PrintableValue[], name: string): readonly Bar[] {
  const numbers = values.flatMap((value) => (value === null ? [] : [Number(value)])).filter(Number.isFinite);
  if (numbers.length === 0) return [];
  const low = numbers.reduce((left, right) => Math.min(left, right));
  const high = numbers.reduce((left, right) => Math.max(left, right));
  const count = low === high ? 1 : maxBars;
  const width = (high - low) / count || 1;
  const counts = Array.from({ length: count }, () => 0);
  for (const number of numbers) {
    const bar = Math.min(count - 1, Math.floor((number - low) / width));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts.map((rows, bar) => {
    const [from, to] = [low + bar * width, bar === count - 1 ? high : low + (bar + 1) * width];
    const end = bar === count - 1 ? `<= ${to}` : `< ${to}`;
    return {
      label: `${edgeText(from, width)} to ${edgeText(to, width)}`,
      count: rows,
      filter: `${name} >= ${from} AND ${name} ${end}`,
    };
  });
}

/** The most frequent values. */
function valueBars(values: readonly PrintableValue[], column: ColumnInfo): readonly Bar[] {
  const counts = new Map<string, number>();
  for (const value of values)
    if (value !== null) counts.set(fullText(value), (counts.get(fullText(value)) ?? 0) + 1);
  return [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, maxBars)
    .map(([text, count]) => ({
      label: text,
      count,
      filter: `${quoteName(column.name)} = ${literal(text, column)}`,
    }));
}
