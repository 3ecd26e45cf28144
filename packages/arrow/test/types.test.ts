/** Every type of the format is kept: unchanged, written again, sliced, and as a stream. */
import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { Column } from "../src/columns/columns.ts";
import { type Batch, FileBuilder, openArrow, sliceBatch, toStream } from "../src/index.ts";
import { collect, inChunks, readAll, typeStreams } from "./support.ts";

/** Types that Lance does not store and that this package does not write. */
const nestedDictionaries = /^dictionary of (list|struct)/;
const types = [...typeStreams].filter(([name]) => !nestedDictionaries.test(name));

/** apache-arrow for JavaScript cannot read these. */
const unknown = /list_view|run_end|zero columns/;

/** Types that no Lance table has. */
const uncut = /union|run_end|list_view/;

function withoutMessage({ length, columns }: Batch): Batch {
  return { length, columns };
}

/** The bytes of a column without padding. */
function bytesOf(column: Column): unknown {
  const { length, nullCount, layout, validity, buffers, children } = column;
  const size = layout.kind === "fixed" ? layout.bytes * length : Math.ceil(length / 8);
  const values =
    layout.kind === "fixed" || layout.kind === "bits"
      ? buffers.map((buffer) => buffer.subarray(0, size))
      : buffers;
  return [
    length,
    nullCount,
    nullCount > 0 && layout.kind !== "null" ? [...validity.subarray(0, Math.ceil(length / 8))] : [],
    values.map((buffer) => [...buffer]),
    children.map(bytesOf),
  ];
}

async function rowsOf(bytes: Uint8Array): Promise<string> {
  const stream = await collect(toStream(await openArrow(bytes), { narrowIndices: true }));
  return JSON.stringify(tableFromIPC(stream).toArray(), (_, value) =>
    typeof value === "bigint" ? `${value}n` : value,
  );
}

async function asFile(data: Uint8Array, change: (batch: Batch) => Batch): Promise<Uint8Array> {
  const { schemaMessage, read } = await readAll(data);
  const file = new FileBuilder(schemaMessage);
  for (const { batch, dictionaries } of read) {
    expect(file.add({ batch: change(batch), dictionaries })).toBe(true);
  }
  return file.finish();
}

describe.each(types)("%s", (_, stream) => {
  it("is unchanged, also in small chunks, and is the same when it is written again", async () => {
    const first = await readAll(stream);
    const expected = first.read.flatMap(({ batch }) => batch.columns.map(bytesOf));
    for (const change of [(batch: Batch) => batch, withoutMessage]) {
      const again = await readAll(inChunks(await asFile(stream, change), 7));
      expect(again.schema).toEqual(first.schema);
      const found = again.read.filter(({ batch }) => batch.length > 0 || expected.length > 0);
      expect(found.flatMap(({ batch }) => batch.columns.map(bytesOf))).toEqual(expected);
    }
  });
});

describe.each(types.filter(([name]) => !unknown.test(name)))("%s, as apache-arrow reads it", (_, stream) => {
  it("is the same when it is written again", async () => {
    expect(await rowsOf(await asFile(stream, withoutMessage))).toBe(await rowsOf(stream));
  });
});

const cut = types.filter(([name]) => !unknown.test(name) && !uncut.test(name));

describe.each(cut)("%s, sliced into rows", (_, stream) => {
  it("has the same rows", async () => {
    const { schemaMessage, read } = await readAll(stream);
    const file = new FileBuilder(schemaMessage);
    for (const { batch, dictionaries } of read) {
      for (const row of [0, 1, 2]) file.add({ batch: sliceBatch(batch, row, row + 1), dictionaries });
    }
    expect(await rowsOf(file.finish())).toBe(await rowsOf(stream));
  });
});

it.each(types.filter(([name]) => uncut.test(name)))("%s is not sliced", async (_, stream) => {
  const { read } = await readAll(stream);
  expect(() => sliceBatch(read[0]!.batch, 1, 2)).toThrow(/cannot be split into parts/);
});
