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
 * Resolves intents from the versions that wrote them. A resolution never changes, so that each is computed once. Most intents are
 * this process's own and are resolved when they are written; the rest belong to other processes, some of which have ended.
 */
export class IntentResolver {
  readonly #versions: VersionCache;
  #resolutions = new Map<string, Resolution>();

  constructor(versions: VersionCache) {
    this.#versions = versions;
  }

  /** The snapshot of a version, with the resolutions of its intents. */
  async resolve(version: number, content: ManifestContent): Promise<Snapshot> {
    const resolutions = new Map<string, Resolution>();
    for (const row of content.rows.withIntent()) await this.#resolveRow(row, version, content, resolutions);
    this.#forgetAllBut(resolutions);
    return new Snapshot(version, content.rows, resolutions, content.damage);
  }

  /** The snapshot that a commit of this process made directly after another snapshot. */
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

  async #resolveRow(
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
      const written = await this.#writingVersion(row.id, intent, { version, content });
      const before = await this.#versions.at(written.version - 1);
      const ends = [...written.content.rows.withIntent()].filter(
        (other) => other.intent?.token === intent.token,
      );
      const ids = ends.map(({ id }) => id);
      resolution = before
        ? resolveIntent(
            row.id,
            intent,
            await this.#related(ids, written, before),
            await this.#related(ids, { version: written.version - 1, content: before }),
          )
        : resolveWithoutHistory(row.id, intent, new Snapshot(version, content.rows));
      this.#resolutions.set(key, resolution);
    }
    resolutions.set(key, resolution);
  }

  /**
   * The version that wrote an intent: the first that has it, since all later ones have it too. Found by binary search: a process that
   * ended under load leaves many intents that were written long after the version that their writers had read.
   */
  async #writingVersion(id: string, { base, token, state }: Intent, latest: Version): Promise<Version> {
    let [before, written] = [base, latest];
    while (written.version - before > 1) {
      const version = Math.floor((before + written.version) / 2);
      // A pruned version does not show whether it had the intent, so that it is taken as not written yet.
      const content = await this.#versions.at(version);
      const intent = content?.rows.rowWithIntent(id)?.intent;
      if (content && intent?.token === token && intent.state === state) written = { version, content };
      else before = version;
    }
    return written;
  }

  /**
   * A snapshot with the resolutions of the intents that concern some ids: those of the same rows and of rows above or below them.
   * Leaves out the intents that are newer than `since`: the ones that are being resolved, and those of other effects in the same
   * commit, which do not concern each other's rows (see GroupCommit).
   */
  async #related(ids: readonly string[], at: Version, since?: ManifestContent): Promise<Snapshot> {
    const resolutions = new Map<string, Resolution>();
    for (const row of at.content.rows.withIntent()) {
      if (!ids.some((id) => isRelated(id, row.id))) continue;
      const old = since?.rows.rowWithIntent(row.id)?.intent;
      const isNew = since && !(old?.token === row.intent?.token && old?.state === row.intent?.state);
      if (!isNew) await this.#resolveRow(row, at.version, at.content, resolutions);
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
 * Resolves an intent without reading other versions where that is possible. A created row hides rows that were below it before. If
 * there are none now, there will be none: no client writes a row again exactly as it was.
 */
function resolveFromRows({ id }: Row, { state }: Intent, { rows }: ManifestContent): Resolution | undefined {
  if (state !== "created") return undefined;
  for (const _ of rows.below(id)) return undefined;
  return { tookEffect: true, resurrected: false, masks: new Set(), deletes: new Map() };
}
