import * as lz4js from "lz4js";
import { expect, it } from "vitest";
import { decompressBuffers } from "../src/compression/compression.ts";

/** A buffer as Arrow packs it: the length of what it unpacks to, and the packed bytes. */
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
  "%s that claims to unpack to %s bytes is refused before anything is unpacked",
  async (codec, claimed) => {
    const packed = codec === "lz4" ? zeros(1_000) : zstdFrame;
    await expect(decompressBuffers([buffer(claimed, packed)], codec)).rejects.toMatchObject({
      code: 13,
      message: expect.stringMatching(/claims to decompress to \d+, where 134217728 are allowed/),
    });
  },
);

it("so are many buffers that claim as much together", async () => {
  const one = buffer(megabyte, zeros(megabyte));
  // As many as unpack to more than 128 MiB and more than 32 times their bytes.
  const many = Array.from({ length: 200 }, () => one);
  await expect(decompressBuffers(many, "lz4")).rejects.toMatchObject({ code: 13 });
});

it("a buffer that holds much more than it claims is refused when it exceeds what is allowed", async () => {
  const packed = zeros(140 * megabyte);
  await expect(decompressBuffers([buffer(1_000, packed)], "lz4")).rejects.toMatchObject({ code: 13 });
});

it("what is small, or not packed much, is unpacked", async () => {
  const large = buffer(60 * megabyte, zeros(60 * megabyte));
  const [first, second] = await decompressBuffers([large, new Uint8Array()], "lz4");
  expect([first?.byteLength, second?.byteLength]).toEqual([60 * megabyte, 0]);
});

it("others get their turn while much is unpacked", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const one = buffer(12 * megabyte, zeros(12 * megabyte));
  await decompressBuffers([one, one, one, one, one], "lz4");
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});
