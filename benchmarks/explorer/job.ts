import type { Sizes } from "./catalog.ts";

/** What the process that makes the catalog prints. */
export interface Seeded {
  /** The namespace with all objects. */
  readonly namespace: string;
}

/** What a process measures in a browser. */
export interface BrowseJob {
  readonly address: string;
  /** The browser's program. */
  readonly chromium: string;
  /** The namespace with all objects. */
  readonly namespace: string;
  readonly sizes: Sizes;
  readonly round: number;
}

/** What one process measured: milliseconds, or a movement. */
export interface Round {
  readonly tree: number;
  readonly open: number;
  readonly find: number;
  readonly scroll: Movement;
  readonly pan: Movement;
}

/** Frames that the browser painted while something moved. */
export interface Movement {
  readonly perSecond: number;
  /** In the second with the fewest. */
  readonly fewestInSecond: number;
  /** Bytes, where they are measured. */
  readonly peakHeap?: number;
}
