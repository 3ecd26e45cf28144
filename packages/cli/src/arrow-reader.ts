import { openArrow, toStream } from "@lancetree/arrow";
import { RecordBatchReader } from "apache-arrow-21";

/** Opens an Arrow IPC file or stream in any compression. Arrow's types do not declare that `open` is asynchronous. */
export async function openArrowReader(source: AsyncIterable<Uint8Array>): Promise<RecordBatchReader> {
  const reader: RecordBatchReader = await Promise.resolve(
    RecordBatchReader.from(toStream(await openArrow(source), { narrowIndices: true })),
  );
  await Promise.resolve(reader.open());
  return reader;
}
