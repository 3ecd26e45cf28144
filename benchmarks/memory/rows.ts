import {
  Field,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  makeVector,
  Table,
  tableToIPC,
  Vector,
} from "apache-arrow";

/** Numbers in each vector; a row with its id takes 516 bytes. */
export const dimensions = 128;
const rowsPerBatch = 8192;
// The schema comes first, behind a marker and its length; the end is a message without any.
const prefixLength = 8;
const endLength = 8;

/** Rows as one Arrow IPC stream: `id` from 0, and a vector by chance. Each batch of 4 MB is made when it is wanted. */
export async function* arrowStream(rows: number): AsyncGenerator<Uint8Array> {
  const empty = tableToIPC(makeTable(0, 0), "stream");
  const schemaLength = prefixLength + new DataView(empty.buffer, empty.byteOffset).getInt32(4, true);
  yield empty.subarray(0, schemaLength);
  for (let first = 0; first < rows; first += rowsPerBatch) {
    const batch = tableToIPC(makeTable(first, Math.min(rowsPerBatch, rows - first)), "stream");
    yield batch.subarray(schemaLength, -endLength);
  }
  yield empty.subarray(-endLength);
}

function makeTable(first: number, count: number): Table {
  const values = Float32Array.from({ length: count * dimensions }, Math.random);
  const type = new FixedSizeList(dimensions, new Field("item", new Float32(), true));
  const child = makeData({ type: new Float32(), length: values.length, data: values });
  return new Table({
    id: makeVector(
      makeData({ type: new Int32(), data: Int32Array.from({ length: count }, (_, row) => first + row) }),
    ),
    vector: new Vector([makeData({ type, length: count, nullCount: 0, child })]),
  });
}
