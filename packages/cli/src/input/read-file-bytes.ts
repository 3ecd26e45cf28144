import { createReadStream } from "node:fs";
import { fileError } from "../errors/file-error.ts";
import type { OpenRowsOptions } from "./row-source.ts";

/** The bytes of a file, chunk by chunk. @param end the offset after the last byte */
export async function* readFileBytes(
  file: string,
  { signal, onBytes }: OpenRowsOptions,
  start = 0,
  end: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18 })) {
      signal.throwIfAborted();
      if (!(chunk instanceof Uint8Array)) continue;
      onBytes(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    throw fileError(file, error);
  }
}
