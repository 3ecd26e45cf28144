import { decompress } from "fzstd";

/**
 * Decompresses ZSTD frames.
 *
 * @param length - of what comes out, in bytes
 * @throws Error for bytes that are no such frames, or hold more
 */
export function decodeZstd(input: Uint8Array, length: number): Uint8Array {
  return decompress(input, new Uint8Array(length));
}
