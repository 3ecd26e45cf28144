import type { Table } from "@lancetree/tables";
import { judge, judgeWithoutHistory } from "../protocol/judge.ts";
import type { Row } from "../protocol/row.ts";
import { Snapshot } from "../protocol/snapshot.ts";
import { type Verdict, verdictKey } from "../protocol/verdict.ts";
import { type ManifestContent, readContent } from "./manifest-reader.ts";
import { Mutex } from "./mutex.ts";
import { release } from "./release.ts";

/**
 * Finds out what marks mean, from the versions that wrote them. A verdict never changes, so it is worked out once.
 * Most marks are our own and judged when they are written; the rest belong to other processes, or to dead ones.
 */
export class History {
  readonly #open: () => Promise<Table>;
  readonly #mutex = new Mutex();
  #table: Table | undefined;
  #verdicts = new Map<string, Verdict>();

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The snapshot of a version, with what its marks mean. */
  async settle(version: number, content: ManifestContent): Promise<Snapshot> {
    const marked = [...content.rows.values()].filter((row) => row.mark);
    const verdicts = new Map<string, Verdict>();
    for (const row of marked) await this.#judge(row, version, content, verdicts);
    this.#forgetAllBut(verdicts);
    return new Snapshot(version, content.rows, verdicts, content.damage);
  }

  /** The snapshot that a commit of ours made directly on top of another. */
  derive(before: Snapshot, version: number, rows: ReadonlyMap<string, Row>): Snapshot {
    const verdicts = new Map<string, Verdict>();
    const added: Row[] = [];
    for (const row of rows.values()) {
      if (row.mark === undefined) continue;
      const known = before.row(row.id) === row ? before.verdict(row) : undefined;
      if (known) verdicts.set(verdictKey(row.id, row.mark), known);
      else added.push(row);
    }
    const at = new Snapshot(version, rows, verdicts, before.damage);
    for (const row of added) {
      if (row.mark === undefined) continue;
      const verdict = judge(row.id, row.mark, at, before);
      const key = verdictKey(row.id, row.mark);
      verdicts.set(key, verdict);
      this.#verdicts.set(key, verdict);
    }
    return at;
  }

  /** The first version after `base`, up to `last`, in which the predicate holds. */
  async find(
    base: number,
    last: number,
    holds: (content: ManifestContent) => boolean,
  ): Promise<{ version: number; content: ManifestContent } | undefined> {
    for (let version = base + 1; version <= last; version++) {
      const content = await this.#read(version);
      if (content && holds(content)) return { version, content };
    }
    return undefined;
  }

  close(): void {
    release(this.#table);
    this.#table = undefined;
    this.#verdicts.clear();
  }

  async #judge(
    row: Row,
    version: number,
    content: ManifestContent,
    verdicts: Map<string, Verdict>,
  ): Promise<void> {
    const { mark } = row;
    if (mark === undefined) return;
    const key = verdictKey(row.id, mark);
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      const carries = (other: ManifestContent): boolean => {
        const found = other.rows.get(row.id)?.mark;
        return found?.token === mark.token && found.state === mark.state;
      };
      const written =
        mark.base + 1 === version ? { version, content } : await this.find(mark.base, version, carries);
      const before = written && (await this.#read(written.version - 1));
      verdict =
        written && before
          ? judge(
              row.id,
              mark,
              await this.#without(written, mark.token),
              await this.#without({ version: written.version - 1, content: before }, mark.token),
            )
          : judgeWithoutHistory(row.id, mark, new Snapshot(version, content.rows));
      this.#verdicts.set(key, verdict);
    }
    verdicts.set(key, verdict);
  }

  /** A snapshot in which all marks are settled but those with one token: those are what is being judged. */
  async #without(at: { version: number; content: ManifestContent }, token: string): Promise<Snapshot> {
    const verdicts = new Map<string, Verdict>();
    for (const row of at.content.rows.values()) {
      if (row.mark && row.mark.token !== token) await this.#judge(row, at.version, at.content, verdicts);
    }
    return new Snapshot(at.version, at.content.rows, verdicts, at.content.damage);
  }

  /** Undefined for a version that somebody has pruned. Version 0 is the catalog before its table was there. */
  async #read(version: number): Promise<ManifestContent | undefined> {
    if (version <= 0) return { rows: new Map(), damage: [] };
    return this.#mutex.run(async () => {
      this.#table ??= await this.#open();
      const table = this.#table;
      try {
        await table.checkout(version);
      } catch {
        return undefined;
      }
      return readContent(table);
    });
  }

  #forgetAllBut(kept: ReadonlyMap<string, Verdict>): void {
    if (this.#verdicts.size > 1000) this.#verdicts = new Map(kept);
  }
}
