import { joinStreams, openArrow, toStream } from "@lancetree/arrow";
import { type Field, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } from "apache-arrow-21";
import { columnData } from "./column-data.ts";
import type { Stored } from "./stored-value.ts";

/** A row, its values in the order of the columns. */
export type Row = readonly Stored[];

const rowsAtOnce = 4096;

/** Encodes rows as an Arrow IPC stream, some thousands at a time. */
export async function* encodeRows(
  fields: readonly Field[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  // Arrow for JavaScript leaves out the values of a boolean column that is null throughout; the reader restores them.
  const opened = await openArrow(joinStreams(streams(new Schema([...fields]), rows)));
  try {
    yield* toStream(opened);
  } finally {
    await opened.close();
  }
}

async function* streams(schema: Schema, rows: AsyncIterable<Row>): AsyncGenerator<Uint8Array> {
  yield tableToIPC(new Table(schema), "stream");
  let held: Row[] = [];
  for await (const row of rows) {
    held.push(row);
    if (held.length < rowsAtOnce) continue;
    yield encodeBatch(schema, held);
    held = [];
  }
  if (held.length > 0) yield encodeBatch(schema, held);
}

function encodeBatch(schema: Schema, rows: readonly Row[]): Uint8Array {
  const children = schema.fields.map(({ type }, index) =>
    columnData(
      type,
      rows.map((row) => row[index] ?? null),
    ),
  );
  const data = makeData({ type: new Struct(schema.fields), children, length: rows.length, nullCount: 0 });
  return tableToIPC(new Table([new RecordBatch(schema, data)]), "stream");
}
