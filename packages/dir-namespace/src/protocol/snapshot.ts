import { ancestorsOf, isBelow } from "./object-id.ts";
import { identity, isOurs, type Kind, type Row } from "./row.ts";
import { isGone, type Verdict, verdictKey } from "./verdict.ts";

/** The catalog at one manifest version, with what every mark in it means. Immutable. */
export class Snapshot {
  readonly version: number;
  readonly rows: ReadonlyMap<string, Row>;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Rows that no client may write over, in words: duplicates and foreign types. Empty in a sound catalog. */
  readonly damage: readonly string[];

  constructor(
    version: number,
    rows: ReadonlyMap<string, Row>,
    verdicts: ReadonlyMap<string, Verdict> = new Map(),
    damage: readonly string[] = [],
  ) {
    this.version = version;
    this.rows = rows;
    this.verdicts = verdicts;
    this.damage = damage;
  }

  row(id: string): Row | undefined {
    return this.rows.get(id);
  }

  /** The row, unless it only holds a place or never came to stand: then folders tell what is there. */
  standing(id: string): Row | undefined {
    const row = this.rows.get(id);
    return row?.mark?.state === "adopt" || (row && this.verdict(row)?.revived) ? undefined : row;
  }

  verdict(row: Row): Verdict | undefined {
    return row.mark && this.verdicts.get(verdictKey(row.id, row.mark));
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
    if (this.rows.has(id)) return false;
    return this.below(id).some((row) => this.rowExists(row));
  }

  /** What exists under an id, if anything. */
  kind(id: string): Kind | undefined {
    const row = this.rows.get(id);
    if (row) return this.rowExists(row) ? row.kind : undefined;
    return id === "" || this.isImplied(id) ? "namespace" : undefined;
  }

  /** All rows at any depth below an id, existing or not. */
  below(id: string): Row[] {
    const rows: Row[] = [];
    for (const row of this.rows.values()) if (isBelow(row.id, id)) rows.push(row);
    return rows;
  }

  hasBelow(id: string): boolean {
    return this.below(id).some((row) => this.rowExists(row));
  }

  /** Whether the row's own mark says that it is gone. */
  isDecidedGone(row: Row): boolean {
    return isGone(this.verdict(row), row.mark);
  }

  rowExists(row: Row): boolean {
    if (this.isDecidedGone(row) || row.mark?.state === "adopt") return false;
    const chain = [...ancestorsOf(row.id).map((id) => this.rows.get(id)), row];
    for (const [depth, ancestor] of chain.slice(0, -1).entries()) {
      if (ancestor === undefined) {
        if (isOurs(row)) return false;
        continue;
      }
      if (this.isDecidedGone(ancestor) || ancestor.mark?.state === "purge") return false;
      const hidden = this.verdict(ancestor)?.hidden;
      if (hidden?.size && chain.slice(depth + 1).some((part) => part && hidden.has(identity(part))))
        return false;
    }
    return true;
  }
}
