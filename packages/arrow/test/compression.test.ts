import * as lz4js from "lz4js";
import { expect, it } from "vitest";
import { decompressBuffers } from "../src/compression/compression.ts";

/** A compressed buffer of Arrow: the uncompressed length and the compressed bytes. */
function buffer(claimed: number | bigint, packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + packed.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed), true);
  bytes.set(packed, 8);
  return bytes;
}

const megabyte = 1024 * 1024;
const zeros = (bytes: number): Uint8Array => Uint8Array.from(lz4js.compress(new Uint8Array(bytes)));
/** A ZSTD frame of one block that repeats a zero 131,072 times. */
const zstdFrame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x00, 0x03, 0x00, 0x10, 0x00]);

it.each([
  ["lz4", 5 * 1024 * megabyte],
  ["zstd", 5 * 1024 * megabyte],
  ["lz4", 2n ** 63n],
  ["zstd", 129 * megabyte],
] as const)(
  "%s that claims to decompress to %s bytes is rejected before it is decompressed",
  async (codec, claimed) => {
    const packed = codec === "lz4" ? zeros(1_000) : zstdFrame;
    await expect(decompressBuffers([buffer(claimed, packed)], codec)).rejects.toMatchObject({
      code: 13,
      message: expect.stringMatching(/claims to decompress to \d+, but at most 134217728 are allowed/),
    });
  },
);

it("and many buffers that claim the same in total", async () => {
  const one = buffer(megabyte, zeros(megabyte));
  // Together they decompress to more than 128 MiB and more than 32 times their bytes.
  const many = Array.from({ length: 200 }, () => one);
  await expect(decompressBuffers(many, "lz4")).rejects.toMatchObject({ code: 13 });
});

it("a buffer that holds much more than it claims is rejected when it exceeds the limit", async () => {
  const packed = zeros(140 * megabyte);
  await expect(decompressBuffers([buffer(1_000, packed)], "lz4")).rejects.toMatchObject({ code: 13 });
});

it("a small or weakly compressed buffer is decompressed", async () => {
  const large = buffer(60 * megabyte, zeros(60 * megabyte));
  const [first, second] = await decompressBuffers([large, new Uint8Array()], "lz4");
  expect([first?.byteLength, second?.byteLength]).toEqual([60 * megabyte, 0]);
});

it("other tasks run while a large buffer is decompressed", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  const one = buffer(12 * megabyte, zeros(12 * megabyte));
  await decompressBuffers([one, one, one, one, one], "lz4");
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(0);
});
