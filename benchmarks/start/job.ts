import type { Library } from "../dir/job.ts";

/** What a new process is asked to do: load a library, connect to a catalog and list the children of one namespace. */
export interface StartJob {
  readonly library: Library;
  readonly root: string;
  /** Namespaces that the list must have. */
  readonly namespaces: number;
}

/** Milliseconds. */
export interface StartTimes {
  readonly import: number;
  readonly connectAndList: number;
}
