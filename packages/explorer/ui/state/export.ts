import { jsonText, type PrintableValue, type ReadBatch, toStream } from "@lancetree/arrow";
import { type Signal, signal } from "@preact/signals";
import type { ColumnKind } from "../server/columns.ts";
import { toFailure } from "../server/failure.ts";
import { queryRows, type RowPage } from "../server/rows.ts";
import { announce } from "./announce.ts";
import { fullText } from "./cell-text.ts";
import { type FilePart, saveFile } from "./clipboard.ts";
import { countText } from "./formats.ts";
import { route } from "./route.ts";
import { rowStore, rowsQuery } from "./rows.ts";
import { currentTable } from "./table.ts";
import { isFetched, visibleColumns } from "./visible-columns.ts";

export type ExportFormat = "csv" | "jsonl" | "arrow";

/** The page holds the file in memory before it is saved. */
export const maxExported = 100_000;
const pageRows = 5000;

/** What an export is doing. */
export const exportState: Signal<
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly rows: number }
  | { readonly kind: "failed"; readonly message: string }
> = signal({ kind: "idle" });

let abort: AbortController | undefined;

export function cancelExport(): void {
  abort?.abort();
  exportState.value = { kind: "idle" };
}

/** Saves the rows at these lines, or all that match the filter. */
export async function exportRows(format: ExportFormat, lines: readonly number[]): Promise<void> {
  abort?.abort();
  const own = new AbortController();
  abort = own;
  exportState.value = { kind: "running", rows: 0 };
  const name = `${route.peek().path.join(".")}.${format}`;
  let rows = 0;
  async function* counted(): AsyncGenerator<RowPage> {
    for await (const page of pages(lines, own.signal)) {
      rows += page.length;
      exportState.value = { kind: "running", rows };
      yield page;
    }
  }
  try {
    const parts: FilePart[] = [];
    for await (const part of format === "arrow" ? arrowParts(counted()) : textParts(format, counted()))
      parts.push(part);
    if (own.signal.aborted) return;
    saveFile(name, parts, types[format]);
    exportState.value = { kind: "idle" };
    announce(`${countText(rows)} rows exported.`);
  } catch (error) {
    if (!own.signal.aborted) exportState.value = { kind: "failed", message: toFailure(error).message };
  }
}

const types: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv",
  jsonl: "application/x-ndjson",
  arrow: "application/vnd.apache.arrow.stream",
};

/** The rows page by page; those at lines by their ids. */
async function* pages(lines: readonly number[], stop: AbortSignal): AsyncGenerator<RowPage> {
  const table = currentTable.peek();
  const { with_row_id: _rowId, ...query } = rowsQuery();
  if (lines.length > 0) {
    const ids = lines.flatMap((line) => rowStore.peek()?.rowId(line) ?? []);
    for (let from = 0; from < ids.length; from += 1000) {
      const some = ids.slice(from, from + 1000);
      yield await queryRows(
        table,
        { columns: query.columns ?? null, k: some.length, filter: `_rowid IN (${some.join(", ")})` },
        stop,
      );
    }
    return;
  }
  for (let offset = 0; offset < maxExported; offset += pageRows) {
    const page = await queryRows(table, { ...query, k: pageRows, ...(offset > 0 && { offset }) }, stop);
    yield page;
    if (page.length < pageRows) return;
  }
}

async function* textParts(format: "csv" | "jsonl", found: AsyncIterable<RowPage>): AsyncGenerator<string> {
  const columns = visibleColumns.peek().filter(isFetched);
  const names = columns.map(({ name }) => name);
  if (format === "csv") yield `${names.map(csvText).join(",")}\r\n`;
  for await (const page of found) {
    const written: string[] = [];
    for (let row = 0; row < page.length; row += 1) {
      const values = names.map((name) => page.cell(row, name));
      written.push(
        format === "csv"
          ? `${columns.map(({ kind }, index) => csvValue(values[index] ?? null, kind)).join(",")}\r\n`
          : `${jsonText(rowObject(names, values))}\n`,
      );
    }
    yield written.join("");
  }
}

async function* arrowParts(found: AsyncGenerator<RowPage>): AsyncGenerator<Uint8Array> {
  const { value: first } = await found.next();
  if (!first) return;
  async function* batches(page: RowPage): AsyncGenerator<ReadBatch> {
    yield* page.batches;
    for await (const next of found) yield* next.batches;
  }
  // One schema for all: every page is the result of the same query.
  yield* toStream({ ...first.head, batches: batches(first) });
}

function rowObject(names: readonly string[], values: readonly PrintableValue[]): PrintableValue {
  return { entries: names.map((name, index) => [name, values[index] ?? null] as const) };
}

/** Kinds whose values a spreadsheet is to read as what they are. */
const exactKinds = new Set<ColumnKind>(["integer", "number", "boolean", "time"]);

/** Null is an empty cell; an empty string is quoted. */
function csvValue(value: PrintableValue, kind: ColumnKind): string {
  if (value === null) return "";
  return exactKinds.has(kind) ? csvCell(fullText(value)) : csvText(fullText(value));
}

/** A spreadsheet would run text that begins so as a formula; after an apostrophe it is text (OWASP, CSV injection). */
function csvText(text: string): string {
  return csvCell(/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
}

function csvCell(text: string): string {
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
