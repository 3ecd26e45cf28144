import { UnsupportedError } from "@lancetree/core";
import { damaged } from "./damaged.ts";
import { decodeLz4 } from "./lz4.ts";

/** What the buffers of a batch are compressed with, by the number that the format gives it. */
export type Codec = "lz4" | "zstd";

export function codecOf(number: number): Codec {
  if (number === 0) return "lz4";
  if (number === 1) return "zstd";
  throw new UnsupportedError(`The Arrow data is compressed in way ${number}, which is unknown.`);
}

const none = 0xffff_ffff_ffff_ffffn;
/** More than a program could hold of one column of one batch. */
const mostBytes = 2 ** 31 - 1;
/** LZ4 cannot make more of a byte. */
const mostOfByte = 255;

/** A batch may always decompress to so many bytes. */
const mostOfBatch = 128 * 1024 * 1024;
/** A larger one may decompress to so many times its own bytes: columns of numbers and texts do not compress that well. */
const mostTimes = 32;

/**
 * Decompresses the buffers of a batch. What reads ZSTD is loaded when the first such buffer comes.
 *
 * Rejects with InvalidInput for damaged buffers, for one of 2 GB or more, and for a batch that decompresses to more than 128 MiB and to
 * more than 32 times its bytes: a few bytes could fill all memory otherwise.
 */
export async function decompressBuffers(buffers: readonly Uint8Array[], codec: Codec): Promise<Uint8Array[]> {
  requireModest(buffers);
  const decode = codec === "lz4" ? decodeLz4 : (await import("./zstd.ts")).decodeZstd;
  return buffers.map((buffer) => {
    if (buffer.byteLength === 0) return buffer;
    if (buffer.byteLength < 8) throw damaged("a compressed buffer is cut short");
    const claimed = new DataView(buffer.buffer, buffer.byteOffset).getBigUint64(0, true);
    const rest = buffer.subarray(8);
    if (claimed === none) return rest;
    const most = codec === "lz4" ? Math.min(mostBytes, rest.byteLength * mostOfByte) : mostBytes;
    if (claimed > BigInt(most)) throw damaged("a compressed buffer claims to hold more than it can");
    try {
      const bytes = decode(rest, Number(claimed));
      // apache-arrow for JavaScript says too little of what it cut from a larger buffer.
      if (bytes.byteLength >= Number(claimed)) return bytes;
    } catch (cause) {
      throw damaged("a compressed buffer cannot be read", cause);
    }
    throw damaged("a compressed buffer holds less than it says");
  });
}

function requireModest(buffers: readonly Uint8Array[]): void {
  let [compressed, claimed] = [0, 0];
  for (const buffer of buffers) {
    compressed += buffer.byteLength;
    if (buffer.byteLength < 8) continue;
    const length = new DataView(buffer.buffer, buffer.byteOffset).getBigUint64(0, true);
    if (length !== none) claimed += Number(length);
  }
  if (claimed > Math.max(mostOfBatch, compressed * mostTimes)) {
    throw damaged(
      `a batch of ${compressed} bytes claims to decompress to ${claimed}; write smaller batches, or no compressed ones`,
    );
  }
}
