import type { RecordBatch, Schema } from "apache-arrow";
import { arrow } from "./arrow.ts";

/**
 * Writes record batches as an Arrow IPC file, each as it comes: never more than one of them is held. What is small comes
 * in one piece, because whoever passes a piece on pays for each.
 */
export async function* toArrowFile(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array> {
  const sink = new Pieces();
  const writer = new FileWriter();
  writer.reset(sink, schema);
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

/** From here on copying a piece costs more than passing it on alone. */
const largeBytes = 16 * 1024;

/** Arrow's queue hands out one piece per wait; this one hands out all that was written. */
class Pieces extends arrow.AsyncByteQueue {
  #whole: Uint8Array[] = [];
  #small: Uint8Array[] = [];

  override write(piece: ArrayBufferView): void {
    if (piece.byteLength === 0) return;
    const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    if (bytes.byteLength < largeBytes) {
      this.#small.push(bytes);
      return;
    }
    this.#joinSmall();
    this.#whole.push(bytes);
  }

  take(): Uint8Array[] {
    this.#joinSmall();
    const pieces = this.#whole;
    this.#whole = [];
    return pieces;
  }

  #joinSmall(): void {
    if (this.#small.length > 0) this.#whole.push(Buffer.concat(this.#small));
    this.#small = [];
  }
}
