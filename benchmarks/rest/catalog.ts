/** What the served catalog holds: one namespace with 100 tables, one of which has 10,000 rows with vectors and names, and another with three for inserts. */

export const namespace = "bench";
export const vectors = "vectors";
/** A namespace with a table for the rows that each server inserts, and LanceDB behind Node's server, named after them. */
export const writes = "writes";
export const writtenTables: readonly string[] = ["lancetree", "reference", "lancedb"];
export const ownerName = "team bench";
export const rowCount = 10_000;
const tableCount = 100;
const dimensions = 64;

/** All tables, as a list names them. */
export const tableNames: readonly string[] = [
  ...Array.from({ length: tableCount - 1 }, (_, index) => `table-${String(index).padStart(3, "0")}`),
  vectors,
];

/** The vector of a row, the same in every process. */
export function vectorOf(row: number): number[] {
  let state = row + 1;
  return Array.from({ length: dimensions }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x6d2b_79f5;
    return (state >>> 0) / 2 ** 32;
  });
}
