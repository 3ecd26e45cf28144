import { RecordBatch, Utf8, vectorFromArray } from "apache-arrow";
import { BaseRun } from "../../src/index/base-run.ts";
import { decodeColumns } from "../../src/index/decode-columns.ts";
import { RowIndex } from "../../src/index/row-index.ts";
import { rowOrder } from "../../src/index/row-order.ts";
import type { Row } from "../../src/model/row.ts";

export interface Stored {
  readonly rows: RowIndex;
  readonly duplicates: readonly string[];
  readonly foreign: ReadonlySet<string>;
}

type StoredRow = Pick<Row, "id" | "location" | "metadata"> & { readonly kind: string };

/** Rows as LanceDB would return them, in that order and in batches of that length. */
export function stored(list: readonly StoredRow[], batchLength: number): Stored {
  const batches: RecordBatch[] = [];
  for (let start = 0; start < list.length; start += batchLength) {
    const part = list.slice(start, start + batchLength);
    batches.push(
      new RecordBatch({
        object_id: column(part.map(({ id }) => id)),
        object_type: column(part.map(({ kind }) => kind)),
        location: column(part.map(({ location }) => location)),
        metadata: column(part.map(({ metadata }) => metadata)),
      }),
    );
  }
  const { columns, foreign } = decodeColumns(batches);
  const { order, duplicates } = rowOrder(columns);
  return { rows: RowIndex.of(new BaseRun(columns, order)), duplicates, foreign };
}

function column(values: (string | null)[]): RecordBatch["data"]["children"][number] {
  const [data] = vectorFromArray(values, new Utf8()).data;
  if (data === undefined) throw new Error("a column has data");
  return data;
}
