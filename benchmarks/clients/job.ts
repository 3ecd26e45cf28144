/** A job for the process of a client, and its result. */

/** The client, and for LanceDB's clients the protocol. */
export type ClientName = "lancetree" | "native namespace" | "native remote";

export interface Job {
  readonly client: ClientName;
  readonly url: string;
  /** Numbers of concurrent callers, one measurement for each. */
  readonly callers: readonly number[];
  /** Calls of each operation before anything is counted. */
  readonly warmUp: number;
  /** Calls of each measurement. */
  readonly samples: number;
}

/** One operation with a number of concurrent callers. */
export interface Measurement {
  readonly operation: string;
  readonly callers: number;
  /** Milliseconds from the first call to the last result. */
  readonly elapsed: number;
  /** Milliseconds of each call. */
  readonly times: readonly number[];
}
