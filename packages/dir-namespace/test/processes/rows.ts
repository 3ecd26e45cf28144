import { tableFromArrays, tableToIPC } from "apache-arrow";

/** Rows by which a table's data tells who wrote it. */
export const ROW_COUNT = 3;

export function rowsBy(writer: string): Uint8Array {
  return tableToIPC(
    tableFromArrays({
      id: Int32Array.from({ length: ROW_COUNT }, (_, index) => index),
      writer: Array.from({ length: ROW_COUNT }, () => writer),
    }),
    "stream",
  );
}
