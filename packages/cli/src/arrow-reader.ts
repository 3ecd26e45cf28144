import type { FileHandle } from "node:fs/promises";
import { RecordBatchReader } from "apache-arrow";

/** Opens an Arrow IPC file or stream; Arrow's types do not say that this takes time. */
export async function openArrowReader(
  source: AsyncIterable<Uint8Array> | FileHandle,
): Promise<RecordBatchReader> {
  const reader: RecordBatchReader = await Promise.resolve(RecordBatchReader.from(source));
  await Promise.resolve(reader.open());
  return reader;
}
