/** A job for a worker process. */
export interface Job {
  readonly client: Client;
  readonly task: Task;
  readonly url: string;
  /** The folder of the tables. */
  readonly root: string;
  /** Counted calls of each caller; a few more come before them. */
  readonly calls: number;
  /** How many callers call at once. */
  readonly callers: number;
  /** The prefix of the names that this process creates. */
  readonly name: string;
}

/**
 * Our catalog; the least statements of `pg` that have the same effect on the same tables; and these statements with what our promises need
 * beside them: the record of the change, and the list of the files to remove.
 */
export type Client = "lancetree" | "bare" | "recorded";

export type Task = "create-namespace" | "create-table" | "describe" | "list" | "rename" | "cascade";

export interface Outcome {
  /** Milliseconds of each counted call. */
  readonly times: readonly number[];
  /** Milliseconds for all counted calls together. */
  readonly total: number;
  readonly done: number;
}
