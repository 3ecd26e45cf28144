import { describe, expect, it } from "vitest";
import { encodeBatch, encodeDictionary } from "../src/columns/batch.ts";
import { addDictionary, dictionaryFields } from "../src/columns/dictionaries.ts";
import { columnOf, type DictionaryValues, listOf } from "../src/columns/dictionary-values.ts";
import { type ArrowField, FileBuilder, openArrow } from "../src/index.ts";
import { encodeMessage } from "../src/ipc/message.ts";
import { otherStream, readAll, typeStreams } from "./support.ts";

/** The offsets at which the bytes contain an integer of 64 bits. */
function offsetsOf(bytes: Uint8Array, number: bigint): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let offset = 0; offset + 8 <= bytes.byteLength; offset += 4) {
    if (view.getBigInt64(offset, true) === number) offsets.push(offset);
  }
  return offsets;
}

function put(bytes: Uint8Array, offset: number, number: bigint): void {
  new DataView(bytes.buffer, bytes.byteOffset).setBigInt64(offset, number, true);
}

describe("a small body cannot fill the memory", () => {
  it.each(["lz4 stream", "zstd stream"])("%s: a buffer that claims gigabytes", async (name) => {
    const bytes = otherStream(name).slice();
    // The size of 1,000 numbers of 64 bits, which precedes their compressed bytes.
    const [offset] = offsetsOf(bytes, 8_000n);
    expect((await readAll(bytes)).read[0]?.batch.length).toBe(1_000);
    put(bytes, offset!, 2_000_000_000n);
    await expect(readAll(bytes)).rejects.toMatchObject({
      code: 13,
      message: expect.stringMatching(/claims to (decompress|hold more)/),
    });
  });

  it("columns that share the same bytes", async () => {
    const { schemaMessage, read } = await readAll(otherStream("zstd stream"));
    const { kind, metadata, body } = encodeBatch(read[0]!.batch);
    const stream = (description: Uint8Array): Uint8Array =>
      Buffer.concat([schemaMessage, { kind, metadata: description, body }].flatMap(encodeMessage));
    expect((await readAll(stream(metadata))).read[0]?.batch.length).toBe(1_000);
    const overlapping = metadata.slice();
    // The buffer of string offsets follows the numbers; here it starts where the numbers start.
    const [length] = offsetsOf(metadata, 4_004n);
    put(overlapping, length! - 8, 0n);
    put(overlapping, length!, 8_000n);
    await expect(readAll(stream(overlapping))).rejects.toMatchObject({ code: 13 });
  });
});

describe("dictionaries", () => {
  const bytes = typeStreams.get("dictionary of string by int32")!;
  const strings = (from: number, length: number): Uint8Array[] =>
    Array.from({ length }, (_, index) => new TextEncoder().encode(`${from + index}`));

  it("that grow by one value for each batch are read and written once", async () => {
    const { schema, schemaMessage, read } = await readAll(bytes);
    const [[id, field]] = [...dictionaryFields(schema)] as [[bigint, ArrowField]];
    const known = new Map<bigint, DictionaryValues>();
    const file = new FileBuilder(schemaMessage);
    for (let count = 0; count < 500; count++) {
      const length = count === 0 ? 3 : 1;
      const values = columnOf(field, strings(count === 0 ? 0 : count + 2, length));
      addDictionary(known, { id, isDelta: true, values });
      file.add({ batch: read[0]!.batch, dictionaries: new Map(known) });
    }
    expect(file.dictionaryValues).toBe(502);
    const written = await readAll(file.finish());
    expect([...written.read[0]!.dictionaries.values()][0]?.length).toBe(502);
    expect(written.read).toHaveLength(500);
  });

  it("are not changed by later deltas", async () => {
    const known = new Map<bigint, DictionaryValues>();
    const { schema } = await readAll(bytes);
    const [[id, field]] = [...dictionaryFields(schema)] as [[bigint, ArrowField]];
    const add = (isDelta: boolean, ...values: Uint8Array[]): DictionaryValues => {
      addDictionary(known, { id, isDelta, values: columnOf(field, values) });
      return known.get(id)!;
    };
    const first = add(false, ...strings(0, 2));
    const second = add(true, ...strings(2, 1));
    known.set(id, first);
    const other = add(true, ...strings(7, 1));
    const read = (values: DictionaryValues): string[] =>
      listOf(values).map((value) => new TextDecoder().decode(value));
    expect([first, second, other].map(read)).toEqual([
      ["0", "1"],
      ["0", "1", "2"],
      ["0", "1", "7"],
    ]);
  });

  it("with more values than the limit are rejected before they are read", async () => {
    const { schema, schemaMessage } = await readAll(bytes);
    const [[id, field]] = [...dictionaryFields(schema)] as [[bigint, ArrowField]];
    const message = encodeDictionary(id, columnOf(field, strings(0, 101)));
    const stream = Buffer.concat([schemaMessage, message].flatMap(encodeMessage));
    const read = async (limit: number): Promise<unknown> => {
      const { batches } = await openArrow(stream, { maxDictionaryValues: limit });
      return batches.next();
    };
    expect(await read(101)).toMatchObject({ done: true });
    await expect(read(100)).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining("101 values"),
    });
  });
});
