/**
 * The maximum number of columns that a request may name, where each part of a name such as `a.b` counts. LanceDB plans a query of a million
 * of either for minutes, a name of many parts with gigabytes, and the plan cannot be aborted. It reads the paths of changed metadata before
 * it returns, which keeps all other calls waiting.
 */
export const maxColumns = 10_000;

/** The parts of a column's name, counted up to one more than the maximum. */
export function columnParts(name: string): number {
  return name.split(".", maxColumns + 1).length;
}
