import type { NewRow, Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * What a folder of the root holds. `declared` is a folder with a marker and no data yet; `retired` one that a table has left,
 * whose name is not used again.
 */
export type FolderStatus = "absent" | "table" | "declared" | "deregistered" | "retired";

/**
 * One call to storage. The protocols are generators over these steps, so that the same code runs on LanceDB and
 * under the model checker, which tries every interleaving and a crash before every step.
 */
export type Effect =
  /** The latest snapshot, or one that was the latest a moment ago. */
  | { readonly effect: "read"; readonly recent?: boolean }
  /** Insert-only: rows whose ids are taken stay as they are. All rows in one commit. */
  | { readonly effect: "insert"; readonly rows: readonly NewRow[] }
  /** Compare and set: nothing happens unless the row is as it was read. */
  | { readonly effect: "replace"; readonly row: Row; readonly next: NewRow }
  /** Compare and delete. */
  | { readonly effect: "delete"; readonly row: Row }
  /** Deletes what stood below a marked row in the snapshot, never what arrives later. Nothing, once the mark is gone. */
  | {
      readonly effect: "delete-below";
      readonly row: Row;
      readonly keep: readonly string[];
      readonly seen: Snapshot;
    }
  /** One commit that inserts the arriving row and marks the leaving one if it is as it was read. */
  | { readonly effect: "rename"; readonly row: Row; readonly arriving: NewRow; readonly leaving: NewRow }
  /** Looks at a folder below the root. `count` 1: it holds data, whether or not listings show it. */
  | { readonly effect: "stat"; readonly location: string }
  /** Writes the data of a new table (or, without data, the marker of a declared one) into a folder that is still nobody's. */
  | { readonly effect: "stage"; readonly location: string; readonly hasData: boolean }
  /**
   * Moves a folder that only one attempt ever used; where nothing moves in one step it is copied, and the copy counts from
   * its last file on. Done already: nothing. `count` 0: the target is occupied.
   */
  | { readonly effect: "move"; readonly from: string; readonly to: string }
  /**
   * Moves a folder whose name can be used again, only while the row still carries its mark and no other table that
   * exists names the folder. `count` 0: another does, or the target is occupied.
   */
  | { readonly effect: "move-aside"; readonly row: Row; readonly from: string; readonly to: string }
  /** Removes folders that no row names. */
  | { readonly effect: "discard"; readonly locations: readonly string[] }
  /**
   * Says in a folder that listings by folder name must not show it, or takes that back; only while the row still
   * carries its mark.
   */
  | { readonly effect: "hide" | "show"; readonly row: Row; readonly location: string }
  /** Takes a folder's name out of use for ever; only while the row still carries its mark. Where folders do not move. */
  | { readonly effect: "retire-name"; readonly row: Row; readonly location: string }
  /** The caller has its answer; what follows is tidying. */
  | { readonly effect: "return-early"; readonly value: unknown };

/** A step that changes rows. It makes a commit of its own or shares one with others: see `SharedCommit`. */
export type CommitEffect = Extract<
  Effect,
  { effect: "insert" | "replace" | "delete" | "delete-below" | "rename" }
>;

export interface Reply {
  /** For a commit: exactly the version that it made, or the latest one if it changed nothing. */
  readonly snapshot: Snapshot;
  /** Rows changed by a commit; 1 for a folder step that did its work. */
  readonly count: number;
  readonly folder: FolderStatus;
}

export type Operation<T> = Generator<Effect, T, Reply>;

export function isCommit(effect: Effect): effect is CommitEffect {
  return ["insert", "replace", "delete", "delete-below", "rename"].includes(effect.effect);
}

export function* read(): Operation<Snapshot> {
  return (yield { effect: "read" }).snapshot;
}

/** For plans whose outcome is judged by the version that they make. */
export function* readRecent(): Operation<Snapshot> {
  return (yield { effect: "read", recent: true }).snapshot;
}

export function* folderStatus(location: string): Operation<FolderStatus> {
  return (yield { effect: "stat", location }).folder;
}

/** Whether a table has been written to a folder, whether or not listings show it. */
export function* holdsData(location: string): Operation<boolean> {
  return (yield { effect: "stat", location }).count > 0;
}

export function* returnEarly(value: unknown): Operation<void> {
  yield { effect: "return-early", value };
}
