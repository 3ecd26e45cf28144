import type { ColumnMetaData, Compressors } from "hyparquet";

type Codec = ColumnMetaData["codec"];

/** Loads what decompresses the codecs of a file. */
export async function loadCodecs(used: ReadonlySet<Codec>): Promise<Compressors> {
  const found: Compressors = {};
  // Snappy is a part of the reader.
  if (used.has("ZSTD")) {
    const { decompress } = await import("fzstd");
    found.ZSTD = (input) => decompress(input);
  }
  if (used.has("GZIP")) {
    const { gunzip } = await import("hyparquet-compressors/src/gzip.js");
    found.GZIP = (input, length) => gunzip(input, new Uint8Array(length));
  }
  if (used.has("LZ4") || used.has("LZ4_RAW")) {
    const { decompressLz4, decompressLz4Raw } = await import("hyparquet-compressors/src/lz4.js");
    found.LZ4 = decompressLz4;
    // It does not read the block of one byte that stands for none.
    found.LZ4_RAW = (input, length) => (length === 0 ? new Uint8Array() : decompressLz4Raw(input, length));
  }
  if (used.has("BROTLI")) {
    const { decompressBrotli } = await import("hyparquet-compressors/src/brotli.js");
    found.BROTLI = decompressBrotli;
  }
  return found;
}
