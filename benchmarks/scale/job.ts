import type { Library } from "../dir/job.ts";

/** What the driver asks of a process. */
export interface Job {
  readonly library: Library;
  readonly task: Task;
  /** The catalog's folder. */
  readonly root: string;
  /** Calls that are counted; a few more come before them. */
  readonly calls: number;
  /** How many callers call at once. */
  readonly callers: number;
  /** Tells the names of this process from those of others. */
  readonly name: string;
}

export type Task =
  /** Creates namespaces: `calls` by each caller. */
  | "create-namespaces"
  /** As that, with a pause behind each, so that what follows an answer is not in the next one's time. */
  | "create-and-rest"
  /** The same rows, each by a merge of its own through LanceDB's table API: what no catalog on such a table goes below. */
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
