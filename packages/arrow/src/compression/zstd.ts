import { decompress } from "fzstd";

/**
 * Decompresses ZSTD frames.
 *
 * @param length - the decompressed size in bytes
 * @throws Error for bytes that are not such frames, or decompress to
 * more
 */
export function decodeZstd(input: Uint8Array, length: number): Uint8Array {
  return decompress(input, new Uint8Array(length));
}
