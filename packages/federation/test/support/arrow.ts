import type { Row } from "@lancetree/conformance";
import * as arrow from "apache-arrow";

/** Rows as an Arrow IPC stream. */
export function encode(rows: readonly Row[]): Uint8Array {
  const [first = {}] = rows;
  const columns = Object.entries(first).map(([name, value]) => [
    name,
    arrow.vectorFromArray(
      rows.map((row) => row[name]),
      typeOf(name, value),
    ),
  ]);
  return arrow.tableToIPC(new arrow.Table(Object.fromEntries(columns)), "stream");
}

/** The rows of an Arrow IPC file. */
export function decode(file: Uint8Array): Row[] {
  return arrow
    .tableFromIPC(file)
    .toArray()
    .map((row) => row.toJSON());
}

function typeOf(name: string, value: unknown): arrow.DataType {
  if (typeof value === "number") return new arrow.Float64();
  if (!Array.isArray(value)) return new arrow.Utf8();
  return name === "vector"
    ? new arrow.FixedSizeList(value.length, new arrow.Field("item", new arrow.Float32(), true))
    : new arrow.List(new arrow.Field("item", new arrow.Utf8(), true));
}
