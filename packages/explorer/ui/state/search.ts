import { computed, effect, type ReadonlySignal, untracked } from "@preact/signals";
import type { Query } from "../server/rows.ts";
import { analyze, explain, type TimedRows, timedQuery, vectorOfRow } from "../server/search.ts";
import { announce } from "./announce.ts";
import { countText } from "./formats.ts";
import { parseVector } from "./parse-vector.ts";
import { Resource } from "./resource.ts";
import { param } from "./route.ts";
import { columnNamed, columns, currentKey, currentTable, vectorColumns } from "./table.ts";
import { visibleColumns } from "./visible-columns.ts";

/** What a search found, and the query that found it. */
export interface SearchResult extends TimedRows {
  readonly query: Query;
}

export const result: Resource<SearchResult> = new Resource();
export const recall: Resource<Recall> = new Resource();
export const plan: Resource<{ readonly text: string; readonly isMeasured: boolean }> = new Resource();

/** How well the index finds what an exact search finds. */
export interface Recall {
  readonly k: number;
  readonly found: number;
  readonly indexMs: number;
  readonly exactMs: number;
}

/** The parameters of a search, as the address has them. */
export const searchParams = [
  "like",
  "vec",
  "column",
  "q",
  "k",
  "metric",
  "nprobes",
  "refine",
  "ef",
  "pre",
  "min",
  "max",
  "exact",
  "where",
] as const;

const searchKey: ReadonlySignal<string> = computed(() =>
  JSON.stringify([currentKey.value, columns.value !== undefined, ...searchParams.map((name) => param(name))]),
);

export const hasSearch: ReadonlySignal<boolean> = computed(
  () => param("like") !== "" || param("vec") !== "" || param("q") !== "",
);

export const defaultK = 20;

/** The vector column that is searched. */
export function searchedColumn(): string {
  return param("column") || (vectorColumns.value[0]?.name ?? "");
}

/** Runs the search in the address, until the returned function is called. */
export function followSearch(): () => void {
  return effect(() => {
    void searchKey.value;
    untracked(() => {
      recall.reset();
      plan.reset();
      if (!columns.value || !hasSearch.value) {
        result.reset();
        return;
      }
      void result.load(
        async (stop) => {
          const query = await searchQuery(stop);
          const found = await timedQuery(currentTable.peek(), query, stop);
          announce(`${countText(found.page.length)} rows found.`);
          return { ...found, query };
        },
        { keep: true },
      );
    });
  });
}

/** The query of the address. */
async function searchQuery(stop: AbortSignal): Promise<Query> {
  const text = param("q");
  const column = searchedColumn();
  const like = param("like");
  const vector =
    like !== ""
      ? await vectorOfRow(currentTable.peek(), like, column, stop)
      : param("vec") !== ""
        ? parseVector(param("vec"), columnNamed(column)?.dimension)
        : undefined;
  if (like !== "" && !vector) throw new Error(`The row with the id ${like} has no vector in ${column}.`);
  const names = visibleColumns
    .peek()
    .filter(({ kind }) => kind !== "vector")
    .map(({ name }) => name);
  return {
    k: numberParam("k") ?? defaultK,
    with_row_id: true,
    columns: { column_names: names },
    ...(vector && { vector: { single_vector: [...vector] }, ...vectorOptions(column) }),
    ...(text !== "" && { full_text_query: { string_query: { query: text } } }),
    ...(param("where") !== "" && { filter: param("where"), prefilter: param("pre") !== "no" }),
  };
}

function vectorOptions(column: string): Partial<Query> {
  const [nprobes, refine, ef] = [numberParam("nprobes"), numberParam("refine"), numberParam("ef")];
  const [lower, upper] = [numberParam("min"), numberParam("max")];
  return {
    vector_column: column,
    ...(param("metric") !== "" && { distance_type: param("metric") }),
    ...(nprobes !== undefined && { nprobes }),
    ...(refine !== undefined && { refine_factor: refine }),
    ...(ef !== undefined && { ef }),
    ...(lower !== undefined && { lower_bound: lower }),
    ...(upper !== undefined && { upper_bound: upper }),
    ...(param("exact") === "yes" && { bypass_vector_index: true }),
  };
}

function numberParam(name: string): number | undefined {
  const text = param(name);
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}

/** Compares what the index finds with what an exact search finds; both run once before, so that neither is slower for being first. */
export function measureRecall(): void {
  const query = result.peekValue()?.query;
  // A second click waits for the first one.
  if (!query?.vector || recall.state.peek().kind === "loading") return;
  const table = currentTable.peek();
  void recall.load(async (stop) => {
    const { full_text_query: _text, ...vectorQuery } = query;
    const only = { ...vectorQuery, bypass_vector_index: false };
    await timedQuery(table, only, stop);
    const index = await timedQuery(table, only, stop);
    await timedQuery(table, { ...only, bypass_vector_index: true }, stop);
    const exact = await timedQuery(table, { ...only, bypass_vector_index: true }, stop);
    const ids = (rows: TimedRows): Set<string> =>
      new Set(Array.from({ length: rows.page.length }, (_, row) => rows.page.rowId(row)));
    const expected = ids(exact);
    const found = [...ids(index)].filter((id) => expected.has(id)).length;
    return { k: expected.size, found, indexMs: index.ms, exactMs: exact.ms };
  });
}

/** Shows how the server runs the search; measured, it runs it. */
export function showPlan(isMeasured: boolean): void {
  const query = result.peekValue()?.query;
  if (!query || plan.state.peek().kind === "loading") return;
  const table = currentTable.peek();
  void plan.load(async (stop) => ({
    text: isMeasured ? await analyze(table, query, stop) : await explain(table, query, stop),
    isMeasured,
  }));
}
