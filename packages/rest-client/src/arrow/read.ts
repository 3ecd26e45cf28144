import { type ArrowReader, findField, openArrow, toStream, typeText } from "@lancetree/arrow";
import { type ArrowData, InternalError, type QueryTableResponse, UnsupportedError } from "@lancetree/core";
import { type RecordBatch, RecordBatchReader, Table } from "apache-arrow";

/** Rows as an Arrow IPC file or stream: the result of `queryTable`, or bytes. */
export type RowSource = QueryTableResponse | ArrowData;

/**
 * Reads rows as a table. Buffers that are compressed with LZ4 or ZSTD are decompressed.
 *
 * Rejects as the result's data does, with InternalError for no data, with InvalidInput for bytes that are not Arrow IPC, and with
 * Unsupported for a column of a type that apache-arrow for JavaScript lacks.
 */
export async function readTable(rows: RowSource | Promise<RowSource>): Promise<Table> {
  const opened = await openRows(rows);
  try {
    const reader = await openReader(opened);
    const { schema } = reader;
    const batches: RecordBatch[] = [];
    for await (const batch of reader) batches.push(batch);
    return new Table(schema, batches);
  } finally {
    await opened.close();
  }
}

/**
 * Reads rows batch by batch as they arrive, as {@link readTable} does. Files that apache-arrow for JavaScript has
 * written have their schema only at the end, so they are read completely first.
 */
export async function* readBatches(
  rows: RowSource | Promise<RowSource>,
): AsyncGenerator<RecordBatch, void, undefined> {
  const opened = await openRows(rows);
  try {
    yield* await openReader(opened);
  } finally {
    // Also when the loop is left early: the connection is given back.
    await opened.close();
  }
}

async function openRows(rows: RowSource | Promise<RowSource>): Promise<ArrowReader> {
  const source = await rows;
  return openArrow(nonEmpty("data" in source ? source.data : source));
}

async function openReader(opened: ArrowReader): Promise<RecordBatchReader & AsyncIterable<RecordBatch>> {
  requireTypes(opened);
  const reader = await RecordBatchReader.from(toStream(opened, { narrowIndices: true }));
  return await reader.open();
}

async function* nonEmpty(data: ArrowData): AsyncGenerator<Uint8Array, void, undefined> {
  let isEmpty = true;
  for await (const chunk of data instanceof Uint8Array ? [data] : data) {
    if (chunk.byteLength === 0) continue;
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty) throw new InternalError("The response contains no Arrow data.");
}

const unknownKinds: ReadonlySet<string> = new Set(["list_view", "large_list_view", "run_end_encoded"]);

function requireTypes({ schema }: ArrowReader): void {
  const found = findField(schema, ({ type }) => unknownKinds.has(type.kind));
  if (!found) return;
  throw new UnsupportedError(
    `Column "${found.path}": apache-arrow for JavaScript cannot read the type ${typeText(found.field)}; select other columns.`,
  );
}
