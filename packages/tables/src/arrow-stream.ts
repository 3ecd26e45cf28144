import type { ArrowData } from "@lancetree/core";
import type { Table as ArrowTable } from "apache-arrow";
import { arrow } from "./arrow.ts";
import { readArrowChunks } from "./arrow-chunks.ts";

/**
 * Reads the body of a data request, an Arrow IPC stream, into memory. Rejects as `readArrowChunks` does.
 *
 * @throws InvalidInputError for an empty body and for bytes that are no stream or stop inside a message,
 *   UnsupportedError for buffers that are compressed with anything but LZ4
 */
export async function readArrowStream(data: ArrowData): Promise<ArrowTable> {
  const chunks: ArrowTable[] = [];
  for await (const { rows } of readArrowChunks(data)) chunks.push(rows);
  const [first, ...more] = chunks;
  return first ? first.concat(...more) : new arrow.Table();
}
