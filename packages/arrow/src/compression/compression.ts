import { UnsupportedError } from "@lancetree/core";
import { damaged } from "../ipc/damaged.ts";
import { decodeLz4 } from "./lz4.ts";

/** The compression of a batch's buffers, by its number in the format. */
export type Codec = "lz4" | "zstd";

export function codecOf(number: number): Codec {
  if (number === 0) return "lz4";
  if (number === 1) return "zstd";
  throw new UnsupportedError(
    `The Arrow data has the unknown compression ${number}; LZ4 (0) and ZSTD (1) are supported.`,
  );
}

const none = 0xffff_ffff_ffff_ffffn;
/** Number of bytes up to which every batch may be decompressed. */
const maxBatchBytes = 128 * 1024 * 1024;
/** A larger batch may grow by at most this factor; columns of numbers and strings do not compress that well. */
const maxRatio = 32;
/** Maximum number of bytes of any decompressed batch. */
const maxTotalBytes = 1024 * 1024 * 1024;

/**
 * Decompresses the buffers of a batch. The decoder for ZSTD is loaded when it is first needed.
 *
 * Rejects with InvalidInput for damaged buffers, and for a batch that decompresses to more than 128 MiB and to more
 * than 32 times its bytes, or to more than 1 GiB: a few bytes could fill all memory otherwise.
 */
export async function decompressBuffers(buffers: readonly Uint8Array[], codec: Codec): Promise<Uint8Array[]> {
  const decode = codec === "lz4" ? decodeLz4 : (await import("./zstd.ts")).decodeZstd;
  const claims = buffers.map(claimOf);
  // Checked before decompression, because a few bytes can decompress to gigabytes.
  let left = bytesFor(buffers, claims);
  const unpacked: Uint8Array[] = [];
  let bytes = 0;
  for (const [index, buffer] of buffers.entries()) {
    const claimed = claims[index];
    const rest = buffer.subarray(8);
    if (claimed === undefined) {
      unpacked.push(rest);
      continue;
    }
    const whole = unpack(() => decode(rest, claimed, left), claimed);
    unpacked.push(whole);
    left -= whole.buffer.byteLength;
    bytes += whole.byteLength;
    if (bytes < bytesBetweenYields) continue;
    // Gives other tasks a turn on the thread.
    bytes = 0;
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve));
  }
  return unpacked;
}

/** Number of bytes that are decompressed without a pause. */
const bytesBetweenYields = 16 * 1024 * 1024;

/** The decompressed size that a buffer declares; undefined for a buffer that is not compressed. */
function claimOf(buffer: Uint8Array): number | undefined {
  if (buffer.byteLength === 0) return undefined;
  if (buffer.byteLength < 8) throw damaged("a compressed buffer is cut short");
  const claimed = new DataView(buffer.buffer, buffer.byteOffset).getBigUint64(0, true);
  return claimed === none ? undefined : Number(claimed);
}

/** The number of bytes to which buffers may be decompressed. */
function bytesFor(buffers: readonly Uint8Array[], claims: readonly (number | undefined)[]): number {
  const packed = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const unpacked = claims.reduce<number>((sum, claimed) => sum + (claimed ?? 0), 0);
  const maxBytes = Math.min(maxTotalBytes, Math.max(maxBatchBytes, packed * maxRatio));
  if (unpacked <= maxBytes) return maxBytes;
  throw damaged(
    `a batch of ${packed} bytes claims to decompress to ${unpacked}, but at most ${maxBytes} are allowed; write smaller batches, or write them without compression`,
  );
}

function unpack(decode: () => Uint8Array, claimed: number): Uint8Array {
  try {
    const bytes = decode();
    // For a slice of a larger buffer, apache-arrow for JavaScript declares too few bytes.
    if (bytes.byteLength >= claimed) return bytes;
  } catch (cause) {
    throw damaged("a compressed buffer cannot be read", cause);
  }
  throw damaged("a compressed buffer has fewer bytes than it declares");
}
