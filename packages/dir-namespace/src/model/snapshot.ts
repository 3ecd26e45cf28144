import { isDeletedBy, type Resolution, resolutionKey } from "./intent.ts";
import { ancestorsOf } from "./object-id.ts";
import { identity, isWrittenByLancetree, type Kind, type Row } from "./row.ts";
import type { Rows } from "./rows.ts";

/** The catalog at one manifest version, with what every mark in it means. Immutable. */
export class Snapshot {
  readonly version: number;
  readonly rows: Rows;
  readonly resolutions: ReadonlyMap<string, Resolution>;
  /** Rows that no client may write over, in words: duplicates and foreign types. Empty in a sound catalog. */
  readonly damage: readonly string[];

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

  /** The row, unless it only holds a place or never came to stand: then folders tell what is there. */
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

  /** A namespace without a row of its own, in which another client has put something. */
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

  /** Whether the row's own mark says that it is gone. */
  isDropped(row: Row): boolean {
    return isDeletedBy(this.resolution(row), row.intent);
  }

  /** Whether a row exists for readers, standing where it stands; it need not be one of the snapshot. */
  rowExists(row: Row): boolean {
    if (this.isDropped(row) || row.intent?.state === "placeholder") return false;
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
