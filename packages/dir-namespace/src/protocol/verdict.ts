import type { Mark } from "./mark.ts";

/** What a mark means, fixed for ever by the snapshot of the version that wrote it. */
export interface Verdict {
  /** `drop`, `in`, `out`: whether the operation took effect. True for the rest. */
  readonly effective: boolean;
  /** `out`: the merge put the row back after somebody had removed it. */
  readonly revived: boolean;
  /** `since`: identities of the rows below that do not belong to the newborn. */
  readonly hidden: ReadonlySet<string>;
  /** `dead`, `purge` and an effective `drop`: all rows below, which go with it, by id, and the folders of each. */
  readonly doomed: ReadonlyMap<string, readonly string[]>;
}

export function verdictKey(id: string, mark: Mark): string {
  return `${mark.state}:${mark.token} ${id}`;
}

export function isGone(verdict: Verdict | undefined, mark: Mark | undefined): boolean {
  if (mark === undefined) return false;
  if (mark.state === "dead" || mark.state === "free") return true;
  if (verdict === undefined) return false;
  if (mark.state === "drop") return verdict.effective;
  if (mark.state === "in") return !verdict.effective;
  return mark.state === "out" && (verdict.effective || verdict.revived);
}
