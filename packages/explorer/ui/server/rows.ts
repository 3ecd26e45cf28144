import {
  type ArrowReader,
  batchBytes,
  openArrow,
  type PrintableValue,
  printableValues,
  type ReadBatch,
  type ValueReader,
} from "@lancetree/arrow";
import { catalog } from "./catalog.ts";
import { type ColumnInfo, columnOf } from "./columns.ts";
import type { TableAt } from "./table.ts";

/** A query, without the table. */
export type Query = Omit<Parameters<typeof catalog.queryTable>[0], "id" | "version" | "branch">;

/** Rows as the bytes that came; values are read when they are shown. */
export class RowPage {
  readonly columns: readonly ColumnInfo[];
  /** The schema as it came, for an export. */
  readonly head: Pick<ArrowReader, "schema" | "schemaMessage">;
  readonly length: number;
  readonly bytes: number;
  readonly #batches: readonly { readonly start: number; readonly read: ReadBatch }[];
  readonly #readers = new Map<string, ValueReader>();

  constructor({ schema, schemaMessage }: ArrowReader, batches: readonly ReadBatch[]) {
    this.columns = schema.fields.map(columnOf);
    this.head = { schema, schemaMessage };
    let length = 0;
    this.#batches = batches.map((read) => {
      const start = length;
      length += read.batch.length;
      return { start, read };
    });
    this.length = length;
    this.bytes = batches.reduce((sum, { batch }) => sum + batchBytes(batch), 0);
  }

  /** A value; null also for a column that is not there. */
  cell(row: number, column: string): PrintableValue {
    const at = this.#batches.findIndex(({ start, read }) => row >= start && row < start + read.batch.length);
    const found = this.#batches[at];
    if (!found) return null;
    return this.#reader(at, found.read, column)(row - found.start);
  }

  /** The row's id, in digits; an empty string where the server sent none. */
  rowId(row: number): string {
    const value = this.cell(row, "_rowid");
    return typeof value === "bigint" || typeof value === "number" ? `${value}` : "";
  }

  /** The batches as they came, for an export. */
  get batches(): readonly ReadBatch[] {
    return this.#batches.map(({ read }) => read);
  }

  #reader(at: number, { batch, dictionaries }: ReadBatch, column: string): ValueReader {
    const key = `${at}:${column}`;
    const known = this.#readers.get(key);
    if (known) return known;
    const found = batch.columns.find(({ field }) => field.name === column);
    const reader: ValueReader = found ? printableValues(found, dictionaries) : () => null;
    this.#readers.set(key, reader);
    return reader;
  }
}

/** What servers other than Lancetree's refuse a query without, also where it searches for nothing. */
export const noVector = { vector: { single_vector: [] as number[] } };

/** Runs a query and reads all of its rows. */
export async function queryRows(table: TableAt, query: Query, signal: AbortSignal): Promise<RowPage> {
  const { data } = await catalog.queryTable({ ...table, ...noVector, ...query }, { signal });
  return await readRows(data);
}

/** The columns of a table with their exact types: those of a result without rows. */
export async function readColumns(table: TableAt, signal: AbortSignal): Promise<readonly ColumnInfo[]> {
  return (await queryRows(table, { k: 0 }, signal)).columns;
}

/** Reads all rows of an Arrow file or stream. */
export async function readRows(data: Parameters<typeof openArrow>[0]): Promise<RowPage> {
  const reader = await openArrow(data);
  const batches: ReadBatch[] = [];
  for await (const read of reader.batches) if (read.batch.length > 0) batches.push(read);
  return new RowPage(reader, batches);
}
