import type { Readable } from "node:stream";
import type { ChunkReader } from "../send/send.ts";

const decoder = new TextDecoder();

/** Reads a whole body as UTF-8. Rejects when it ends early. */
export function textOf(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .once("error", reject)
      .once("end", () => resolve(decoder.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))));
  });
}

/** Reads a body chunk by chunk; between the reads it takes no more than Node's buffer holds. */
export function chunksOf(body: Readable): ChunkReader {
  const iterator: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  // An error while nothing is read is that of the next read.
  body.on("error", () => undefined);
  return {
    read: async () => {
      const { done = false, value } = await iterator.next();
      return done ? { done } : { done, value };
    },
    cancel: () => void body.destroy(),
  };
}
