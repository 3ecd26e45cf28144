import { createReadStream } from "node:fs";
import { fileError } from "../errors/file-error.ts";
import type { OpenRowsOptions } from "./open-rows.ts";

/** The bytes of a file, piece by piece. @param end the offset after the last byte */
export async function* readBytes(
  file: string,
  { signal, onBytes }: OpenRowsOptions,
  start = 0,
  end: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18 })) {
      signal.throwIfAborted();
      if (!(piece instanceof Uint8Array)) continue;
      onBytes(piece.byteLength);
      yield piece;
    }
  } catch (error) {
    throw fileError(file, error);
  }
}
