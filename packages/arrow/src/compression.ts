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

/**
 * Decompresses the buffers of a batch. What reads ZSTD is loaded when the first such buffer comes.
 *
 * Rejects with InvalidInput for damaged buffers and for one of 2 GB or more.
 */
export async function decompressBuffers(buffers: readonly Uint8Array[], codec: Codec): Promise<Uint8Array[]> {
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
