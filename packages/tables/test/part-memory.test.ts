import { expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { readArrowParts } from "../src/arrow/arrow-parts.ts";

const rowsPerBatch = 100;

/** Batches of ids and strings in one stream, in chunks that do not align with its messages. */
async function* chunks(batches: number): AsyncGenerator<Uint8Array> {
  const tables = Array.from({ length: batches }, (__, batch) => {
    const ids = Int32Array.from({ length: rowsPerBatch }, (_, row) => batch * rowsPerBatch + row);
    const strings = arrow.vectorFromArray(Array.from(ids, String), new arrow.Utf8());
    return new arrow.Table({ id: arrow.makeVector(ids), text: strings });
  });
  const [first] = tables;
  const stream = arrow.tableToIPC(first!.concat(...tables.slice(1)), "stream");
  for (let start = 0; start < stream.length; start += 700) yield stream.slice(start, start + 700);
}

test("parts that share memory have the rows that were sent, each until the next is read", async () => {
  const [ids, strings, buffers]: [unknown[], unknown[], ArrayBufferLike[]] = [[], [], []];
  for await (const { file } of readArrowParts(chunks(60), undefined, 4000)) {
    buffers.push(file.buffer);
    const table = arrow.tableFromIPC(file);
    ids.push(...(table.getChild("id") ?? []));
    strings.push(...(table.getChild("text") ?? []));
  }
  const expected = Array.from({ length: 60 * rowsPerBatch }, (_, id) => id);
  expect(ids).toEqual(expected);
  expect(strings).toEqual(expected.map(String));
  expect(buffers.length).toBeGreaterThan(8);
  // The first part has its own memory, so that short bodies reserve none.
  expect(new Set(buffers.slice(1)).size).toBeLessThan(4);
});
