import type { Batch, Column } from "@lancetree/arrow";
import { Utf8, vectorFromArray } from "apache-arrow";
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
  const batches: Batch[] = [];
  for (let start = 0; start < list.length; start += batchLength) {
    const part = list.slice(start, start + batchLength);
    batches.push({
      length: part.length,
      columns: [
        column(part, "object_id", ({ id }) => id),
        column(part, "object_type", ({ kind }) => kind),
        column(part, "location", ({ location }) => location),
        column(part, "metadata", ({ metadata }) => metadata),
      ],
    });
  }
  const { columns, foreign } = decodeColumns(batches);
  const { order, duplicates } = rowOrder(columns);
  return { rows: RowIndex.of(new BaseRun(columns, order)), duplicates, foreign };
}

function column(
  rows: readonly StoredRow[],
  name: string,
  valueOf: (row: StoredRow) => string | null,
): Column {
  const [data] = vectorFromArray(rows.map(valueOf), new Utf8()).data;
  if (data === undefined) throw new Error("a column has data");
  const { length, nullCount, nullBitmap: validity, valueOffsets, values: bytes } = data;
  const offsets = new Uint8Array(valueOffsets.buffer, valueOffsets.byteOffset, valueOffsets.byteLength);
  return {
    field: { name, nullable: true, type: { kind: "utf8" }, children: [], metadata: new Map() },
    layout: { kind: "variable", bytes: 4 },
    length,
    nullCount,
    validity,
    buffers: [offsets, bytes],
    children: [],
  };
}
