import type { Library } from "../dir/job.ts";

/** A job for a worker process. */
export interface Job {
  readonly library: Library;
  readonly task: Task;
  /** The catalog's folder. */
  readonly root: string;
  /** Calls that are counted; a few more come before them. */
  readonly calls: number;
  /** How many callers call at once. */
  readonly callers: number;
  /** The prefix of the names that this process creates. */
  readonly name: string;
}

export type Task =
  /** Creates namespaces: `calls` by each caller. */
  | "create-namespaces"
  /** The same, right after a commit of another connection. */
  | "create-after-another-writer"
  /** The same with a pause after each call, so that background work of a call is not in the time of the next one. */
  | "create-and-rest"
  /** The same rows, each by its own merge through LanceDB's table API: the lower bound for a catalog in such a table. */
  | "merges"
  | "merge-and-rest"
  | "describe"
  | "list"
  | "open-tables"
  | "create-tables"
  /** Drops the namespace `cascaded` with all that it holds, and before that single ones. */
  | "drops";

export interface Outcome {
  /** Milliseconds of each counted call. */
  readonly times: readonly number[];
  /** Milliseconds from the first counted call until nothing was left to do. */
  readonly total: number;
  /** Counted calls that did their work. */
  readonly done: number;
  /** Which of them. */
  readonly created: readonly number[];
  /** The first words of the errors of those that did not. */
  readonly errors: readonly string[];
  /** Milliseconds for the task's one special call. */
  readonly special?: number | undefined;
}
