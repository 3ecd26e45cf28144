/** A job for a worker process, and its result. */

/** Whose directory catalog runs. */
export type Library = "lancetree" | "native";

export type Task = "seed" | "read" | "create-namespace" | "create-table" | "memory";

export interface Job {
  readonly library: Library;
  readonly task: Task;
  /** The catalog's folder. */
  readonly root: string;
  /** Namespaces and tables that a seeded catalog holds below `PARENT`, half of them each. */
  readonly objects: number;
  /** Calls that are not counted. */
  readonly warmUp: number;
  /** Calls that are. */
  readonly samples: number;
}

export interface Outcome {
  /** Milliseconds of each counted call, by operation. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  /** Bytes that the process held at its worst. */
  readonly peak: number;
  /** Bytes after a collection, for the task `memory`. */
  readonly memory?: { readonly resident: number; readonly heap: number } | undefined;
}

/** Everything lives in one namespace: the two libraries differ in how they treat tables at the root. */
export const parent: readonly string[] = ["bench"];

export function namespaceName(index: number): string {
  return `space-${String(index).padStart(6, "0")}`;
}

export function tableName(index: number): string {
  return `table-${String(index).padStart(6, "0")}`;
}

/** The rows of every table: ten, with a vector. */
export function tableRows(): Record<string, unknown>[] {
  return Array.from({ length: 10 }, (_row, id) => ({
    id,
    name: `row ${id}`,
    vector: Array.from({ length: 8 }, (_value, dimension) => (id + dimension) / 10),
  }));
}
