import type { NewRow, Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Effects as data, interpreted. An operation is a generator that never calls storage itself: it yields an effect, which is a value
 * that describes one call to storage, and is resumed with a {@link Reply}. `EffectInterpreter` in `interpreter.ts` carries the
 * effects out on LanceDB and on the catalog's folder. The model checker in `test/model` interprets the same operations on a model,
 * in every order and with a crash before every effect.
 *
 * Each effect names the function that carries it out, so that a reader can go on where a `yield` ends. Effects that change rows
 * reach their function through `Manifest.commit` in `manifest/manifest.ts`, which groups those of several callers into one commit.
 */
export type Effect =
  /** Reads the latest snapshot, or with `recent` one that was the latest a moment ago: {@link Manifest.latest}. */
  | { readonly effect: "read"; readonly recent?: boolean }
  /** Inserts all rows in one commit and leaves rows whose ids exist as they are: {@link insertRows} in `manifest/commit.ts`. */
  | { readonly effect: "insert"; readonly rows: readonly NewRow[] }
  /** Compare-and-set of one row: {@link replaceRows}, or {@link clearIntents} if it only clears an intent, in `manifest/commit.ts`. */
  | { readonly effect: "replace"; readonly row: Row; readonly next: NewRow }
  /** Deletes a row if it is as it was read: {@link commitEffects} in `manifest/commit.ts`. */
  | { readonly effect: "delete"; readonly row: Row }
  /**
   * Deletes the rows that were below a row with an intent in the snapshot `seen`, except `keep`, and no row that was inserted later.
   * Changes nothing once the intent is cleared: {@link deleteBelow} in `manifest/commit.ts`.
   */
  | {
      readonly effect: "delete-below";
      readonly row: Row;
      readonly keep: readonly string[];
      readonly seen: Snapshot;
    }
  /**
   * One commit that inserts the arriving row, and replaces the leaving one if it is as it was read: {@link renameRows} in
   * `manifest/commit.ts`.
   */
  | { readonly effect: "rename"; readonly row: Row; readonly arriving: NewRow; readonly leaving: NewRow }
  /** Says what a folder holds. `count` 1: it holds data, whether or not listings show it: {@link FolderEffects.stat}. */
  | { readonly effect: "stat"; readonly location: string }
  /**
   * Writes the data of a new table, or without data the marker of a declared one, into a folder that no row names yet:
   * {@link FolderEffects.stage}.
   */
  | { readonly effect: "stage"; readonly location: string; readonly hasData: boolean }
  /**
   * Moves a folder that only one attempt ever used; where storage cannot move folders it is copied, and the copy is a table from its
   * last file on. Does nothing if it is done already. `count` 0: the target is occupied. {@link FolderEffects.move}.
   */
  | { readonly effect: "move"; readonly from: string; readonly to: string }
  /**
   * Moves a folder whose name can be used again, only while the row has its intent and no other existing table names the folder.
   * `count` 0: another table names it, or the target is occupied. {@link FolderEffects.moveAside}.
   */
  | { readonly effect: "move-aside"; readonly row: Row; readonly from: string; readonly to: string }
  /** Removes folders that no row names: {@link FolderEffects.discard}. */
  | { readonly effect: "discard"; readonly locations: readonly string[] }
  /**
   * Writes the marker that leaves a folder out of folder listings, or removes it, only while the row has its intent:
   * {@link FolderEffects.setHidden}.
   */
  | { readonly effect: "hide" | "show"; readonly row: Row; readonly location: string }
  /**
   * Takes a folder's name out of use permanently, only while the row has its intent. Where storage cannot move folders:
   * {@link FolderEffects.retireName}.
   */
  | { readonly effect: "retire-name"; readonly row: Row; readonly location: string }
  /** Resolves the caller's promise; what follows is cleanup: {@link EffectInterpreter.run}. */
  | { readonly effect: "return-early"; readonly value: unknown };

/**
 * What a folder of the root holds. `declared` is a folder with a marker and no data yet; `retired` one that a table has left and
 * whose name is not used again.
 */
export type FolderStatus = "absent" | "table" | "declared" | "deregistered" | "retired";

/** An effect that changes rows. It gets a commit of its own or shares one with others: see `GroupCommit`. */
export type CommitEffect = Extract<
  Effect,
  { effect: "insert" | "replace" | "delete" | "delete-below" | "rename" }
>;

/** What an effect resulted in. */
export interface Reply {
  /** For a commit: exactly the version that it made, or the latest one if it changed nothing. */
  readonly snapshot: Snapshot;
  /** Rows changed by a commit; 1 for a folder effect that did its work. */
  readonly count: number;
  readonly folder: FolderStatus;
}

/** One of the catalog's operations, as a generator of effects. */
export type Operation<T> = Generator<Effect, T, Reply>;

export function isCommit(effect: Effect): effect is CommitEffect {
  return ["insert", "replace", "delete", "delete-below", "rename"].includes(effect.effect);
}

export function* read(): Operation<Snapshot> {
  return (yield { effect: "read" }).snapshot;
}

/** For plans that are validated against the version that they make. */
export function* readRecent(): Operation<Snapshot> {
  return (yield { effect: "read", recent: true }).snapshot;
}

export function* folderStatus(location: string): Operation<FolderStatus> {
  return (yield { effect: "stat", location }).folder;
}

/** Whether a folder holds a table's data, whether or not listings show it. */
export function* holdsData(location: string): Operation<boolean> {
  return (yield { effect: "stat", location }).count > 0;
}

/** Resolves the caller's promise with a value. The operation must return the same value in the end. */
export function* returnEarly(value: unknown): Operation<void> {
  yield { effect: "return-early", value };
}
