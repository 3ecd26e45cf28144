import { openArrow, type PrintableValue, printableValues } from "@lancetree/arrow";

/** A row of a query result: the names of the columns, and its values in their order. */
export interface ResultRow {
  readonly columns: readonly string[];
  readonly values: readonly PrintableValue[];
}

/** Reads the rows of an Arrow IPC file or stream. */
export async function* readRows(data: AsyncIterable<Uint8Array>): AsyncGenerator<ResultRow> {
  const { schema, batches } = await openArrow(data);
  const columns = schema.fields.map(({ name }) => name);
  for await (const { batch, dictionaries } of batches) {
    const readers = batch.columns.map((column) => printableValues(column, dictionaries));
    for (let row = 0; row < batch.length; row += 1) {
      yield { columns, values: readers.map((read) => read(row)) };
    }
  }
}
