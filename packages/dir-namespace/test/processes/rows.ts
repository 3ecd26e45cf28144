import { tableFromArrays, tableToIPC } from "apache-arrow";

/** Rows that name their writer. */
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
