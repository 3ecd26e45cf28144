import type { Intent } from "../model/intent.ts";
import { type Resolution, resolutionKey } from "../model/intent.ts";
import { ancestorsOf } from "../model/object-id.ts";
import { resolveIntent, resolveWithoutHistory } from "../model/resolve-intent.ts";
import type { Row } from "../model/row.ts";
import type { Rows } from "../model/rows.ts";
import { Snapshot } from "../model/snapshot.ts";
import type { ManifestContent } from "./read-content.ts";
import type { VersionCache } from "./version-cache.ts";

interface Version {
  readonly version: number;
  readonly content: ManifestContent;
}

/**
 * Finds out what marks mean, from the versions that wrote them. A verdict never changes, so it is worked out once.
 * Most marks are our own and judged when they are written; the rest belong to other processes, or to dead ones.
 */
export class IntentResolver {
  readonly #versions: VersionCache;
  #resolutions = new Map<string, Resolution>();

  constructor(versions: VersionCache) {
    this.#versions = versions;
  }

  /** The snapshot of a version, with what its marks mean. */
  async resolve(version: number, content: ManifestContent): Promise<Snapshot> {
    const resolutions = new Map<string, Resolution>();
    for (const row of content.rows.withIntent()) await this.#judge(row, version, content, resolutions);
    this.#forgetAllBut(resolutions);
    return new Snapshot(version, content.rows, resolutions, content.damage);
  }

  /** The snapshot that a commit of ours made directly on top of another. */
  resolveOwnCommit(before: Snapshot, version: number, changed: Rows): Snapshot {
    const rows = changed.compacted();
    const resolutions = new Map<string, Resolution>();
    const added: Row[] = [];
    for (const row of rows.withIntent()) {
      if (row.intent === undefined) continue;
      const known = before.rows.rowWithIntent(row.id) === row ? before.resolution(row) : undefined;
      if (known) resolutions.set(resolutionKey(row.id, row.intent), known);
      else added.push(row);
    }
    const at = new Snapshot(version, rows, resolutions, before.damage);
    for (const row of added) {
      if (row.intent === undefined) continue;
      const resolution = resolveIntent(row.id, row.intent, at, before);
      const key = resolutionKey(row.id, row.intent);
      resolutions.set(key, resolution);
      this.#resolutions.set(key, resolution);
    }
    return at;
  }

  /** The first version after `base`, up to `last`, in which the predicate holds. */
  async findVersion(
    base: number,
    last: number,
    holds: (content: ManifestContent) => boolean,
  ): Promise<Version | undefined> {
    for (let version = base + 1; version <= last; version++) {
      const content = await this.#versions.at(version);
      if (content && holds(content)) return { version, content };
    }
    return undefined;
  }

  forget(): void {
    this.#resolutions.clear();
  }

  async #judge(
    row: Row,
    version: number,
    content: ManifestContent,
    resolutions: Map<string, Resolution>,
  ): Promise<void> {
    const { intent } = row;
    if (intent === undefined) return;
    const key = resolutionKey(row.id, intent);
    let resolution = this.#resolutions.get(key) ?? resolveFromRows(row, intent, content);
    if (resolution === undefined) {
      const written = await this.#writingOf(row.id, intent, { version, content });
      const before = await this.#versions.at(written.version - 1);
      const ends = [...written.content.rows.withIntent()].filter(
        (other) => other.intent?.token === intent.token,
      );
      const ids = ends.map(({ id }) => id);
      resolution = before
        ? resolveIntent(
            row.id,
            intent,
            await this.#settled(ids, written, before),
            await this.#settled(ids, { version: written.version - 1, content: before }),
          )
        : resolveWithoutHistory(row.id, intent, new Snapshot(version, content.rows));
      this.#resolutions.set(key, resolution);
    }
    resolutions.set(key, resolution);
  }

  /**
   * The version that wrote a mark: the first that carries it, and from there on all do. A process that ended under load leaves
   * many marks whose writers had read a version long before they were written, so that to go through all in between would
   * take minutes.
   */
  async #writingOf(id: string, { base, token, state }: Intent, latest: Version): Promise<Version> {
    let [before, written] = [base, latest];
    while (written.version - before > 1) {
      const version = Math.floor((before + written.version) / 2);
      // Without what somebody has pruned nothing tells who wrote the mark, so it counts as not written yet.
      const content = await this.#versions.at(version);
      const intent = content?.rows.rowWithIntent(id)?.intent;
      if (content && intent?.token === token && intent.state === state) written = { version, content };
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
    const resolutions = new Map<string, Resolution>();
    for (const row of at.content.rows.withIntent()) {
      if (!ids.some((id) => isRelated(id, row.id))) continue;
      const old = since?.rows.rowWithIntent(row.id)?.intent;
      const isNew = since && !(old?.token === row.intent?.token && old?.state === row.intent?.state);
      if (!isNew) await this.#judge(row, at.version, at.content, resolutions);
    }
    return new Snapshot(at.version, at.content.rows, resolutions, at.content.damage);
  }

  #forgetAllBut(kept: ReadonlyMap<string, Resolution>): void {
    if (this.#resolutions.size > 1000) this.#resolutions = new Map(kept);
  }
}

function isRelated(id: string, other: string): boolean {
  return id === other || ancestorsOf(id).includes(other) || ancestorsOf(other).includes(id);
}

/**
 * What a mark means where the version at hand says enough. A birth hides rows that stood below it. If nothing does, they
 * are gone: for good, since nobody writes a row a second time as it was.
 */
function resolveFromRows({ id }: Row, { state }: Intent, { rows }: ManifestContent): Resolution | undefined {
  if (state !== "created") return undefined;
  for (const _ of rows.below(id)) return undefined;
  return { tookEffect: true, resurrected: false, masks: new Set(), deletes: new Map() };
}
