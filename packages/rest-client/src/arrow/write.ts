import { joinBytes } from "@lancetree/arrow";
import { InvalidInputError } from "@lancetree/core";
import { RecordBatch, RecordBatchStreamWriter, type Schema, Table, util } from "apache-arrow";

/**
 * Encodes rows as an Arrow IPC stream, for `createTable`, `insertIntoTable` and `mergeInsertIntoTable`: one chunk for
 * each batch, encoded when it is requested.
 *
 * Tables and batches must come from the copy of apache-arrow that this package uses (21). For another copy, such as
 * LanceDB's, use its own `tableToIPC(table, "stream")`; every operation accepts the resulting bytes.
 *
 * The iteration throws InvalidInputError for batches of different schemas, for values that are not batches, and if
 * there is no batch.
 */
export async function* toArrowStream(
  rows: Table | Iterable<RecordBatch> | AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const writer = new RecordBatchStreamWriter();
  const chunks = writer[Symbol.asyncIterator]();
  let next = chunks.next();
  let schema: Schema | undefined;
  for await (const batch of rows instanceof Table ? batchesOf(rows) : rows) {
    schema ??= schemaOf(batch);
    // The writer would silently close and lose the rows that follow.
    if (!util.compareSchemas(schema, schemaOf(batch))) {
      throw new InvalidInputError("All batches must have the same schema, ids of dictionaries included.");
    }
    writer.write(batch);
    const written: Uint8Array[] = [];
    // What the writer has ready comes first, and undefined once it would wait for the next batch.
    for (;;) {
      const chunk = await Promise.race([next, Promise.resolve()]);
      if (chunk === undefined) break;
      written.push(chunk.value);
      next = chunks.next();
    }
    yield joinBytes(written);
  }
  if (schema === undefined)
    throw new InvalidInputError(
      "There is no record batch, so the schema is unknown; pass at least one batch, which may be empty.",
    );
  writer.finish();
  for (let chunk = await next; chunk.done !== true; chunk = await chunks.next()) yield chunk.value;
}

function batchesOf(table: Table): readonly RecordBatch[] {
  // The constructor counts its arguments: with one, it would take the schema for columns.
  return table.batches.length === 0 ? [new RecordBatch(table.schema, undefined)] : table.batches;
}

function schemaOf(batch: unknown): Schema {
  if (batch instanceof RecordBatch) return batch.schema;
  throw new InvalidInputError("The rows must be record batches of this package's own copy of apache-arrow.");
}
