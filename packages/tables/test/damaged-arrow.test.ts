import { makeArrowTable } from "@lancedb/lancedb";
import { isNamespaceError } from "@lancetree/core";
import { CompressionType, compressionRegistry, RecordBatchStreamWriter, tableFromIPC } from "apache-arrow-21";
import { compress } from "lz4js";
import { expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { readArrowFile } from "../src/arrow/arrow-parts.ts";

const rows = Array.from({ length: 50 }, (_, index) => ({
  id: index,
  text: `word ${index % 3} and so on`,
  vector: [index, 1],
  labels: ["a", "b"],
  flag: index % 2 === 0,
  inner: { x: index },
}));
const plain = arrow.tableToIPC(makeArrowTable(rows), "stream");

function compressed(): Uint8Array {
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: (bytes) => compress(bytes) });
  const writer = new RecordBatchStreamWriter({ compressionType: CompressionType.LZ4_FRAME });
  writer.write(tableFromIPC(plain));
  writer.finish();
  return writer.toUint8Array(true);
}

/** Pseudo-random numbers, the same in every run. */
function* randoms(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    yield state / 0x8000_0000;
  }
}

test.each([
  ["plain", plain],
  ["compressed", compressed()],
])("damaged %s streams are refused or read, at once", async (_, right) => {
  expect((await readArrowFile(right)).rows).toBe(50);
  const random = randoms(7);
  const below = (limit: number): number => Math.floor(random.next().value * limit);
  let refused = 0;
  for (let run = 0; run < 1500; run++) {
    const body = run % 10 === 0 ? right.slice(0, below(right.length)) : right.slice();
    for (let damage = below(4); damage >= 0; damage--) body[below(body.length)] = below(256);
    const before = process.cpuUsage();
    try {
      await readArrowFile(body);
    } catch (error) {
      if (!isNamespaceError(error, 13) && !isNamespaceError(error, 0)) throw error;
      refused += 1;
    }
    // Processor time does not depend on the load of the machine.
    const { user, system } = process.cpuUsage(before);
    if (user + system > 1_000_000) throw new Error(`run ${run} took ${(user + system) / 1000} ms`);
  }
  expect(refused).toBeGreaterThan(300);
});

test("a file is read like a stream, and a truncated one is rejected", async () => {
  const file = arrow.tableToIPC(makeArrowTable(rows), "file");
  expect((await readArrowFile(file)).rows).toBe(50);
  await expect(readArrowFile(file.subarray(0, -20))).rejects.toMatchObject({ code: 13 });
});
