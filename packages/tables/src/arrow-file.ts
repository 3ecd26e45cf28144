import type { RecordBatch, Schema } from "apache-arrow";
import { arrow } from "./arrow.ts";

/** Writes record batches as an Arrow IPC file, each as it comes: never more than one of them is held. */
export async function* toArrowFile(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array> {
  const sink = new Pieces();
  const writer = new FileWriter();
  writer.reset(sink, schema);
  yield* sink.take();
  for await (const batch of batches) {
    writer.write(batch);
    yield* sink.take();
  }
  writer.finish();
  yield* sink.take();
}

/* oxlint-disable no-underscore-dangle -- that is how Arrow names what a writer may override */
/** Arrow's own writer leaves the schema to the end; with it in front, a reader can begin before the file is complete. */
class FileWriter extends arrow.RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    return this._writeMessage(arrow.Message.from(schema));
  }
}

/* oxlint-enable no-underscore-dangle */

/** Arrow's queue hands out one piece per wait; this one hands out all that was written. */
class Pieces extends arrow.AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: ArrayBufferView): void {
    if (piece.byteLength === 0) return;
    this.#pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  }

  take(): Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
