import type { Figure as Bounded } from "../targets.ts";

/** One figure of one round, for a number of callers. */
export interface Figure extends Bounded {
  readonly callers: number;
  /** Both sides, with their units. */
  readonly from: string;
  /** The figure of something that does the same work with fewer parts. */
  readonly floor: { readonly value: number; readonly of: string };
}

export interface ComparisonSettings {
  readonly rounds: number;
  /** Of describing and listing; the other work has a share of them. */
  readonly calls: number;
}
