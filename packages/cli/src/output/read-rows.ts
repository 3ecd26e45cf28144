import { openArrowReader } from "../arrow-reader.ts";
import { type PrintableValue, readerOf } from "./printable-value.ts";

/** A row of an answer: the names of the columns, and its values in their order. */
export interface AnswerRow {
  readonly columns: readonly string[];
  readonly values: readonly PrintableValue[];
}

/** Reads the rows of an Arrow IPC file or stream. */
export async function* readRows(data: AsyncIterable<Uint8Array>): AsyncGenerator<AnswerRow> {
  for await (const batch of await openArrowReader(data)) {
    const columns = batch.schema.fields.map(({ name }) => name);
    const readers = batch.data.children.map(readerOf);
    for (let row = 0; row < batch.numRows; row += 1) {
      yield { columns, values: readers.map((read) => read(row)) };
    }
  }
}
