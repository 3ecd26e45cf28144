import * as fc from "fast-check";
import * as lz4js from "lz4js";
import { describe, expect, it } from "vitest";
import { decodeLz4 } from "../src/compression/lz4.ts";

describe("LZ4 frames", () => {
  it("of another library decompress to the original bytes", () => {
    const text = fc
      .array(fc.tuple(fc.uint8Array({ maxLength: 30 }), fc.nat(300)), { maxLength: 8 })
      .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array<Uint8Array>(times).fill(part))));
    fc.assert(
      fc.property(text, (bytes) => {
        expect(
          Buffer.from(decodeLz4(Uint8Array.from(lz4js.compress(bytes)), bytes.length, bytes.length)),
        ).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it("that were damaged never hang, and fail with RangeError if they fail", () => {
    const frame = Uint8Array.from(lz4js.compress(new TextEncoder().encode("abcabcabcabc".repeat(50))));
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.nat(255), fc.nat(frame.length), (position, value, length) => {
        const damaged = frame.slice(0, Math.max(length, 1));
        damaged[position % damaged.length] = value;
        let outcome: unknown;
        try {
          outcome = decodeLz4(damaged, 600, 1_000_000).length < 1_000_000;
        } catch (error) {
          outcome = error instanceof RangeError;
        }
        expect(outcome).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("with checksums, sizes and stored blocks are read", () => {
    // version 1, block checksums, content size, content checksum; one stored block of "abc"
    const header = [0x04, 0x22, 0x4d, 0x18, 0x7c, 0x40, 3, 0, 0, 0, 0, 0, 0, 0, 0];
    const block = [3, 0, 0, 0x80, 97, 98, 99, 1, 2, 3, 4];
    const frame = [...header, ...block, 0, 0, 0, 0, 5, 6, 7, 8];
    const skippable = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 1];
    const bytes = Uint8Array.from([...skippable, ...frame, ...frame]);
    expect(new TextDecoder().decode(decodeLz4(bytes, 6, 6))).toBe("abcabc");
  });

  it("that hold more than the limit are rejected before they are decompressed", () => {
    const frame = Uint8Array.from(lz4js.compress(new Uint8Array(10_000_000)));
    expect(() => decodeLz4(frame, 1_000, 5_000_000)).toThrow(RangeError);
    expect(decodeLz4(frame, 1_000, 10_000_000)).toHaveLength(10_000_000);
  });
});
