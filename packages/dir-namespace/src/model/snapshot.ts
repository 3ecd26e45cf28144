import { isDeletedBy, type Resolution, resolutionKey } from "./intent.ts";
import { ancestorsOf, parentOf } from "./object-id.ts";
import { identity, isWrittenByLancetree, type Kind, type Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/** A parent and its ancestors. */
interface Above {
  readonly parent: string;
  /** Whether one of them has an intent. */
  readonly haveIntent: boolean;
  /** Whether each has a row. */
  readonly areComplete: boolean;
}

/** The catalog at one version of the manifest table, with the resolution of every intent in it. Immutable. */
export class Snapshot {
  readonly version: number;
  readonly rows: Rows;
  readonly resolutions: ReadonlyMap<string, Resolution>;
  /** Descriptions of rows that make changes unsafe: duplicates and rows of unknown types. Empty in a sound catalog. */
  readonly damage: readonly string[];
  #lastAbove: Above | undefined;

  constructor(
    version: number,
    rows: Rows,
    resolutions: ReadonlyMap<string, Resolution> = new Map(),
    damage: readonly string[] = [],
  ) {
    this.version = version;
    this.rows = rows;
    this.resolutions = resolutions;
    this.damage = damage;
  }

  row(id: string): Row | undefined {
    return this.rows.get(id);
  }

  /** The row, unless it is a placeholder or was resurrected by a rename: then the folder decides whether a root table exists. */
  decidingRow(id: string): Row | undefined {
    const row = this.rows.get(id);
    return row?.intent?.state === "placeholder" || (row && this.resolution(row)?.resurrected)
      ? undefined
      : row;
  }

  resolution(row: Row): Resolution | undefined {
    return row.intent && this.resolutions.get(resolutionKey(row.id, row.intent));
  }

  /** Whether a namespace or a table of that id exists for readers. */
  exists(id: string): boolean {
    return this.kind(id) !== undefined;
  }

  /** The row, if it exists for readers. */
  find(id: string): Row | undefined {
    const row = this.rows.get(id);
    return row && this.rowExists(row) ? row : undefined;
  }

  /** Whether a namespace exists without a row of its own, because another client put something in it. */
  isImplied(id: string): boolean {
    return !this.rows.has(id) && this.hasBelow(id);
  }

  /** What exists under an id, if anything. */
  kind(id: string): Kind | undefined {
    const row = this.rows.get(id);
    if (row) return this.rowExists(row) ? row.kind : undefined;
    return id === "" || this.hasBelow(id) ? "namespace" : undefined;
  }

  hasBelow(id: string): boolean {
    for (const row of this.rows.below(id)) if (this.rowExists(row)) return true;
    return false;
  }

  /** Whether the row's own intent drops it. */
  isDropped(row: Row): boolean {
    return isDeletedBy(this.resolution(row), row.intent);
  }

  /** What {@link rowExists} needs of a parent and its ancestors. Listings ask for many rows of one parent in turn, so the last is kept. */
  #above(parent: string): Above {
    if (this.#lastAbove?.parent === parent) return this.#lastAbove;
    const ids = parent === "" ? [] : [...ancestorsOf(parent), parent];
    const haveIntent = ids.some((id) => this.rows.rowWithIntent(id) !== undefined);
    const areComplete = ids.every((id) => this.rows.has(id));
    this.#lastAbove = { parent, haveIntent, areComplete };
    return this.#lastAbove;
  }

  /** Whether a row exists for readers under its id; it need not be one of the snapshot. */
  rowExists(row: Row): boolean {
    if (this.isDropped(row) || row.intent?.state === "placeholder") return false;
    const above = this.#above(parentOf(row.id));
    if (!above.haveIntent) return above.areComplete || !isWrittenByLancetree(row);
    const ancestors = ancestorsOf(row.id);
    return ancestors.every((id, depth) => {
      const ancestor = this.rows.rowWithIntent(id);
      if (ancestor === undefined) return !isWrittenByLancetree(row) || this.rows.has(id);
      if (this.isDropped(ancestor) || ancestor.intent?.state === "truncate") return false;
      const hidden = this.resolution(ancestor)?.masks;
      if (!hidden?.size) return true;
      const between = ancestors.slice(depth + 1).map((other) => this.rows.get(other));
      return ![...between, row].some((part) => part && hidden.has(identity(part)));
    });
  }
}

/** Whether the snapshot's row of the same id still has the row's intent. */
export function hasIntentOf(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id);
  return now?.intent?.token === row.intent?.token && now?.intent?.state === row.intent?.state;
}
