/** What the driver asks of a client's process, and what it answers. */

/** Whose client calls, and for LanceDB's which of its two protocols. */
export type ClientName = "lancetree" | "native namespace" | "native remote";

export interface Job {
  readonly client: ClientName;
  readonly url: string;
  /** How many calls go on at once, one measurement for each. */
  readonly callers: readonly number[];
  /** Calls of each operation before anything is counted. */
  readonly warmUp: number;
  /** Calls of each measurement. */
  readonly samples: number;
}

/** One operation with so many callers. */
export interface Measurement {
  readonly operation: string;
  readonly callers: number;
  /** Milliseconds from the first call to the last answer. */
  readonly elapsed: number;
  /** Milliseconds of each call. */
  readonly times: readonly number[];
}
