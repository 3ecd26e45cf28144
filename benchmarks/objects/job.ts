import type { Library } from "../dir/job.ts";

/** A job for a worker process: calls on a catalog in a bucket. */
export interface ObjectsJob {
  readonly library: Library;
  readonly task: Task;
  readonly root: string;
  readonly storageOptions: Readonly<Record<string, string>>;
  /** Calls by each caller. */
  readonly calls: number;
  readonly callers: number;
  /** Milliseconds after a call of a single caller, in which background work ends; 0 if there is none. */
  readonly restMs: number;
  /** Seconds for which Lancetree may return what it has read; 0 for native clients, which have no such option. */
  readonly staleness: number;
}

export type Task =
  | "create-namespace"
  | "create-table"
  | "describe-namespace"
  | "list-namespaces"
  | "list-tables"
  | "open-table"
  /** Connects and lists for the first time. */
  | "first-result"
  /** Drops the namespace `cascaded` with all that it holds. */
  | "cascade";

/** Whether a task changes nothing. */
export function isRead(task: Task): boolean {
  return /^(?:describe|list|open|first)/.test(task);
}

/** When a call began and ended, in milliseconds since 1970. */
export interface Call {
  readonly begin: number;
  readonly end: number;
}

export interface ObjectsOutcome {
  readonly calls: readonly Call[];
  /** When the work of all calls was done. */
  readonly closedAt: number;
  /** Calls that failed because of other callers. */
  readonly failed: number;
}
