import { readFileSync } from "node:fs";
import { type ArrowReader, openArrow, type ReadBatch } from "../src/index.ts";

/** Streams that pyarrow wrote, by the type of their column; `interop/python/arrow_types.py` creates them. */
function streamsIn(name: string): Map<string, Uint8Array> {
  const file = new URL(`files/${name}.json`, import.meta.url);
  const streams: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
  return new Map(
    Object.entries(streams).map(([title, text]) => [title, Uint8Array.from(Buffer.from(text, "base64"))]),
  );
}

/** A table of three rows for each Arrow type. */
export const typeStreams: ReadonlyMap<string, Uint8Array> = streamsIn("types");
export const otherStreams: ReadonlyMap<string, Uint8Array> = streamsIn("others");

export function otherStream(name: string): Uint8Array {
  const stream = otherStreams.get(name);
  if (!stream) throw new Error(`There is no stream "${name}".`);
  return stream;
}

export async function readAll(
  data: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<ArrowReader & { read: ReadBatch[] }> {
  const reader = await openArrow(data);
  const read: ReadBatch[] = [];
  for await (const batch of reader.batches) read.push(batch);
  return { ...reader, read };
}

/** Cuts bytes into chunks of one size, which do not align with the format's boundaries. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return Buffer.concat(found);
}
