import { judge, judgeWithoutHistory } from "../protocol/judge.ts";
import type { Mark } from "../protocol/mark.ts";
import { ancestorsOf } from "../protocol/object-id.ts";
import type { Row } from "../protocol/row.ts";
import type { Rows } from "../protocol/rows.ts";
import { Snapshot } from "../protocol/snapshot.ts";
import { type Verdict, verdictKey } from "../protocol/verdict.ts";
import type { Contents } from "./contents.ts";
import type { ManifestContent } from "./manifest-reader.ts";

interface Version {
  readonly version: number;
  readonly content: ManifestContent;
}

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
  ): Promise<Version | undefined> {
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
      const written = await this.#writingOf(row.id, mark, { version, content });
      const before = await this.#contents.at(written.version - 1);
      const ends = [...written.content.rows.marked()].filter((other) => other.mark?.token === mark.token);
      const ids = ends.map(({ id }) => id);
      verdict = before
        ? judge(
            row.id,
            mark,
            await this.#settled(ids, written, before),
            await this.#settled(ids, { version: written.version - 1, content: before }),
          )
        : judgeWithoutHistory(row.id, mark, new Snapshot(version, content.rows));
      this.#verdicts.set(key, verdict);
    }
    verdicts.set(key, verdict);
  }

  /**
   * The version that wrote a mark: the first that carries it, and from there on all do. A process that ended under load leaves
   * many marks whose writers had read a version long before they were written, so that to go through all in between would
   * take minutes.
   */
  async #writingOf(id: string, { base, token, state }: Mark, latest: Version): Promise<Version> {
    let [before, written] = [base, latest];
    while (written.version - before > 1) {
      const version = Math.floor((before + written.version) / 2);
      // Without what somebody has pruned nothing tells who wrote the mark, so it counts as not written yet.
      const content = await this.#contents.at(version);
      const mark = content?.rows.markedRow(id)?.mark;
      if (content && mark?.token === token && mark.state === state) written = { version, content };
      else before = version;
    }
    return written;
  }

  /**
   * A snapshot with what those of its marks mean that matter for some ids, since they stand on, above or below them. Without
   * those that are new since another: the ones that are being judged, and those of other steps that shared the commit,
   * which say nothing about each other's rows (see SharedCommit).
   */
  async #settled(ids: readonly string[], at: Version, since?: ManifestContent): Promise<Snapshot> {
    const verdicts = new Map<string, Verdict>();
    for (const row of at.content.rows.marked()) {
      if (!ids.some((id) => isRelated(id, row.id))) continue;
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

function isRelated(id: string, other: string): boolean {
  return id === other || ancestorsOf(id).includes(other) || ancestorsOf(other).includes(id);
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
