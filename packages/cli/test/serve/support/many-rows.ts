import * as arrow from "apache-arrow-21";

const rowsPerBatch = 65_536;

/** An Arrow IPC stream of 65,536 rows for each batch, each of an id and a vector of 16 random numbers: some 4.5 MB. */
export function manyRows(batches: number): Buffer {
  const type = new arrow.FixedSizeList(16, new arrow.Field("item", new arrow.Float32(), true));
  const values = Float32Array.from({ length: rowsPerBatch * 16 }, Math.random);
  const child = arrow.makeData({ type: new arrow.Float32(), length: values.length, data: values });
  const vector = arrow.makeData({ type, length: rowsPerBatch, nullCount: 0, child });
  const id = arrow.vectorFromArray(Int32Array.from({ length: rowsPerBatch }, (_, index) => index));
  const table = new arrow.Table({ id, vector: new arrow.Vector([vector]) });
  const stream = arrow.tableToIPC(table, "stream");
  const schemaLength = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  const batch = stream.subarray(schemaLength, -8);
  return Buffer.concat([
    stream.subarray(0, schemaLength),
    ...Array.from({ length: batches }, () => batch),
    stream.subarray(-8),
  ]);
}
