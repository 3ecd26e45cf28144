import { judge, judgeWithoutHistory } from "../protocol/judge.ts";
import type { Mark } from "../protocol/mark.ts";
import type { Row } from "../protocol/row.ts";
import type { Rows } from "../protocol/rows.ts";
import { Snapshot } from "../protocol/snapshot.ts";
import { type Verdict, verdictKey } from "../protocol/verdict.ts";
import type { Contents } from "./contents.ts";
import type { ManifestContent } from "./manifest-reader.ts";

/**
 * Finds out what marks mean, from the versions that wrote them. A verdict never changes, so it is worked out once.
 * Most marks are our own and judged when they are written; the rest belong to other processes, or to dead ones.
 */
export class History {
  readonly #contents: Contents;
  #verdicts = new Map<string, Verdict>();

  constructor(contents: Contents) {
    this.#contents = contents;
  }

  /** The snapshot of a version, with what its marks mean. */
  async settle(version: number, content: ManifestContent): Promise<Snapshot> {
    const verdicts = new Map<string, Verdict>();
    for (const row of content.rows.marked()) await this.#judge(row, version, content, verdicts);
    this.#forgetAllBut(verdicts);
    return new Snapshot(version, content.rows, verdicts, content.damage);
  }

  /** The snapshot that a commit of ours made directly on top of another. */
  derive(before: Snapshot, version: number, changed: Rows): Snapshot {
    const rows = changed.tidied();
    const verdicts = new Map<string, Verdict>();
    const added: Row[] = [];
    for (const row of rows.marked()) {
      if (row.mark === undefined) continue;
      const known = before.rows.markedRow(row.id) === row ? before.verdict(row) : undefined;
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
      const content = await this.#contents.at(version);
      if (content && holds(content)) return { version, content };
    }
    return undefined;
  }

  forget(): void {
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
    let verdict = this.#verdicts.get(key) ?? verdictNow(row, mark, content);
    if (verdict === undefined) {
      const carries = (other: ManifestContent): boolean => {
        const found = other.rows.get(row.id)?.mark;
        return found?.token === mark.token && found.state === mark.state;
      };
      const written =
        mark.base + 1 === version ? { version, content } : await this.find(mark.base, version, carries);
      const before = written && (await this.#contents.at(written.version - 1));
      verdict =
        written && before
          ? judge(
              row.id,
              mark,
              await this.#settled(written, before),
              await this.#settled({ version: written.version - 1, content: before }),
            )
          : judgeWithoutHistory(row.id, mark, new Snapshot(version, content.rows));
      this.#verdicts.set(key, verdict);
    }
    verdicts.set(key, verdict);
  }

  /**
   * A snapshot with what its marks mean, but for those that are new since another: the ones that are being judged, and
   * those of other steps that shared the commit, which say nothing about each other's rows (see SharedCommit).
   */
  async #settled(
    at: { version: number; content: ManifestContent },
    since?: ManifestContent,
  ): Promise<Snapshot> {
    const verdicts = new Map<string, Verdict>();
    for (const row of at.content.rows.marked()) {
      const old = since?.rows.markedRow(row.id)?.mark;
      const isNew = since && !(old?.token === row.mark?.token && old?.state === row.mark?.state);
      if (!isNew) await this.#judge(row, at.version, at.content, verdicts);
    }
    return new Snapshot(at.version, at.content.rows, verdicts, at.content.damage);
  }

  #forgetAllBut(kept: ReadonlyMap<string, Verdict>): void {
    if (this.#verdicts.size > 1000) this.#verdicts = new Map(kept);
  }
}

/**
 * What a mark means where the version at hand says enough. A birth hides rows that stood below it. If nothing does, they
 * are gone: for good, since nobody writes a row a second time as it was.
 */
function verdictNow({ id }: Row, { state }: Mark, { rows }: ManifestContent): Verdict | undefined {
  if (state !== "since") return undefined;
  for (const _ of rows.below(id)) return undefined;
  return { effective: true, revived: false, hidden: new Set(), doomed: new Map() };
}
