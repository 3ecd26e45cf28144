import { tableFromArrays, tableToIPC } from "apache-arrow";

/** Rows by which a table's data tells who wrote it. */
export const rowCount = 3;

export function rowsBy(writer: string): Uint8Array {
  return tableToIPC(
    tableFromArrays({
      id: Int32Array.from({ length: rowCount }, (_, index) => index),
      writer: Array.from({ length: rowCount }, () => writer),
    }),
    "stream",
  );
}
