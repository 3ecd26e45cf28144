import { RecordBatch, Utf8, vectorFromArray } from "apache-arrow";
import type { Row } from "../../src/protocol/row.ts";
import { Base } from "../../src/rows/base.ts";
import { readColumns } from "../../src/rows/read-columns.ts";
import { rowOrder } from "../../src/rows/row-order.ts";
import { StoredRows } from "../../src/rows/stored-rows.ts";

export interface Stored {
  readonly rows: StoredRows;
  readonly duplicates: readonly string[];
  readonly foreign: ReadonlySet<string>;
}

type StoredRow = Pick<Row, "id" | "location" | "text"> & { readonly kind: string };

/** Rows as LanceDB would answer them, in that order and so many at a time. */
export function stored(list: readonly StoredRow[], batchLength: number): Stored {
  const batches: RecordBatch[] = [];
  for (let start = 0; start < list.length; start += batchLength) {
    const part = list.slice(start, start + batchLength);
    batches.push(
      new RecordBatch({
        object_id: column(part.map(({ id }) => id)),
        object_type: column(part.map(({ kind }) => kind)),
        location: column(part.map(({ location }) => location)),
        metadata: column(part.map(({ text }) => text)),
      }),
    );
  }
  const { columns, foreign } = readColumns(batches);
  const { order, duplicates } = rowOrder(columns);
  return { rows: StoredRows.of(new Base(columns, order)), duplicates, foreign };
}

function column(values: (string | null)[]): RecordBatch["data"]["children"][number] {
  const [data] = vectorFromArray(values, new Utf8()).data;
  if (data === undefined) throw new Error("a column has data");
  return data;
}
