import { setTimeout as sleep } from "node:timers/promises";
import { InvalidTableStateError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, tableReader, toNamespaceError } from "@lancetree/tables";
import { noRows } from "../index/row-index.ts";
import type { CommitEffect } from "../model/effect.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { type Commit, commitEffects } from "./commit.ts";
import { changesNothing, countChanged, findsOwnRows, predict } from "./commit-outcome.ts";
import type { Committed } from "./commit-queue.ts";
import type { IntentResolver } from "./intent-resolver.ts";
import { closeQuietly, lanceSubject, type ManifestTable } from "./manifest-table.ts";
import type { OtherWriters } from "./other-writers.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";
import type { VersionCache } from "./version-cache.ts";

/** What became of one effect of a group. */
export type Outcome = PromiseSettledResult<Committed>;

/** Maximum staleness, in seconds, of the snapshot on which an insert is planned. */
export const recentSeconds = 0.25;
/**
 * The same for a compare-and-set on a disk. Lance compares again, but a commit that changes nothing is slow. In a bucket another read
 * would be slower.
 */
const justNowSeconds = 0.005;

/** A table that commits are made with. */
export interface Writer {
  readonly table: Table;
  /** The version that the table is checked out at; 0 when that is not known. */
  version: number;
}

/** Makes one commit of the effects of a group. One call at a time. */
export class GroupWriter {
  readonly #table: ManifestTable;
  readonly #versions: VersionCache;
  readonly #resolver: IntentResolver;
  readonly #snapshots: SnapshotReader;
  readonly #others: OtherWriters;
  readonly #afterCommit: (version: number) => void;
  #writer: Writer | undefined;

  /** @param afterCommit called with the version that each commit made */
  constructor(
    parts: {
      readonly table: ManifestTable;
      readonly versions: VersionCache;
      readonly resolver: IntentResolver;
      readonly snapshots: SnapshotReader;
      readonly others: OtherWriters;
    },
    afterCommit: (version: number) => void,
  ) {
    this.#table = parts.table;
    this.#versions = parts.versions;
    this.#resolver = parts.resolver;
    this.#snapshots = parts.snapshots;
    this.#others = parts.others;
    this.#afterCommit = afterCommit;
  }

  /** The open writer, if any commit was made. */
  get writer(): Writer | undefined {
    return this.#writer;
  }

  async commit(effects: readonly CommitEffect[]): Promise<readonly Outcome[]> {
    const mayBeRecent = !this.#table.isOnDisk || effects.every(({ effect }) => effect === "insert");
    const base = await this.#snapshots.latest(mayBeRecent ? recentSeconds : justNowSeconds);
    assertUndamaged(base);
    // Lance would commit an empty version for a change that changes nothing.
    const effective = effects.filter((effect) => !changesNothing(effect, base));
    const made = effective.length === 0 ? undefined : await this.#commitOnce(effective, base);
    const latest = effects.some((effect) => !made?.has(effect)) ? await this.#snapshots.latest(0) : base;
    return effects.map((effect) => made?.get(effect) ?? fulfilled(latest, 0));
  }

  /** @returns the outcome of each effect; undefined when a commit of another process conflicted */
  async #commitOnce(
    effective: readonly CommitEffect[],
    base: Snapshot,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const { presence } = this.#table;
    await this.assertKnownFlags(base);
    // What was read may be as old as plans may be; on a disk a commit would create again the folders that vanished meanwhile.
    if (this.#table.isOnDisk && base.version > 0 && (await presence.compare(base.version)) === "replaced")
      return undefined;
    const writer = await this.prepareWriter(base);
    await this.#table.assertKnownFlags(writer.version, "write");
    // A bounded delete is planned on exactly the version whose rows it names.
    const effects = effective.filter(
      (effect) => effect.effect !== "delete-below" || effect.seen.version === writer.version,
    );
    if (effects.length === 0) return undefined;
    const startedAt = performance.now();
    let commit: Commit;
    try {
      const isBounded = effects[0]?.effect === "delete-below";
      const bound = isBounded ? await this.#table.addressBound(writer.version) : undefined;
      const hasOthers = this.#others.areKnown;
      commit = await commitEffects(writer.table, { effects, base: base.rows, hasOthers, bound });
    } catch (error) {
      writer.version = 0;
      return this.#afterFailure(effects, base.version, error);
    }
    writer.version = commit.version;
    this.#table.noteOwnCommit(commit.version);
    this.#others.noteOwnCommit(commit.version);
    const [isNoted, isFollowing] = await Promise.all([
      presence.note(commit.version),
      base.version === 0 || presence.has(base.version),
    ]);
    if (!isNoted || !isFollowing) throw catalogVanished();
    this.#afterCommit(commit.version);
    if (commit.count === 0) return this.#findOwnCommit(effects, base.version);
    const outcomes = await this.#outcomes(effects, base, writer.table, commit);
    // The version that the commit made was the latest at some moment since it began.
    this.#snapshots.noteFresh(startedAt);
    return outcomes;
  }

  async #afterFailure(
    effects: readonly CommitEffect[],
    base: number,
    thrown: unknown,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const error = toNamespaceError(thrown, lanceSubject);
    // Nothing was written, and nothing can be.
    if (isNamespaceError(error, 0) || isNamespaceError(error, 15)) throw error;
    const isConflict = isNamespaceError(error, 14);
    if (isConflict) await sleep(5 + Math.random() * 40);
    const found = await this.#findOwnCommit(effects, base);
    if (found || isConflict) return found;
    if (isNamespaceError(error, 13) && effects.length > 1) return this.#commitEach(effects);
    const why = isNamespaceError(error, 17) ? error.message : "The catalog could not be written.";
    throw new ServiceUnavailableError(
      `${why} Whether the change was made is unknown: check before you try again.`,
      { cause: thrown },
    );
  }

  /** One effect of a group may be invalid for storage: its failure must not be that of the others. */
  async #commitEach(effects: readonly CommitEffect[]): Promise<ReadonlyMap<CommitEffect, Outcome>> {
    const outcomes = new Map<CommitEffect, Outcome>();
    for (const effect of effects) {
      const [outcome] = await Promise.allSettled([this.commit([effect])]);
      const own = outcome.status === "fulfilled" ? outcome.value[0] : outcome;
      if (own) outcomes.set(effect, own);
    }
    return outcomes;
  }

  async #outcomes(
    effects: readonly CommitEffect[],
    base: Snapshot,
    writer: Table,
    { version, count }: Commit,
  ): Promise<ReadonlyMap<CommitEffect, Outcome>> {
    const { rows, counts } = predict(effects, base);
    const planned = [...counts.values()].reduce((sum, own) => sum + own, 0);
    if (version === base.version + 1 && planned === count) {
      const snapshot = this.#snapshots.remember(this.#resolver.resolveOwnCommit(base, version, rows));
      return new Map(effects.map((effect) => [effect, fulfilled(snapshot, counts.get(effect) ?? 0)]));
    }
    const snapshot = this.#snapshots.remember(
      await this.#resolver.resolve(version, await this.#versions.of(tableReader(writer), version)),
    );
    const [only] = effects;
    if (only && effects.length === 1) return new Map([[only, fulfilled(snapshot, count)]]);
    // Commits of other processes are in between, or took some of the rows: each effect's count is the difference to the version before.
    const before = await this.#resolver.findVersion(version - 2, version - 1, () => true);
    return new Map(
      effects.map((effect) => [
        effect,
        fulfilled(snapshot, countChanged(effect, snapshot.rows, before?.content.rows ?? base.rows)),
      ]),
    );
  }

  /**
   * Finds a commit whose acknowledgement was lost: if a version shows the rows of one of the effects, that version is the commit of all
   * of them.
   */
  async #findOwnCommit(
    effects: readonly CommitEffect[],
    base: number,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const { version } = await this.#snapshots.latest(0);
    const found = await this.#resolver.findVersion(base, version, ({ rows }) =>
      effects.some((effect) => findsOwnRows(effect, rows)),
    );
    if (found === undefined) return undefined;
    const snapshot = await this.#resolver.resolve(found.version, found.content);
    return new Map(
      effects.map((effect) => [effect, fulfilled(snapshot, countChanged(effect, snapshot.rows, noRows))]),
    );
  }

  async prepareWriter(base: Snapshot): Promise<Writer> {
    if (this.#writer === undefined) {
      const table = await this.#table.openWriter();
      this.#writer = { table, version: await table.version() };
    } else if (this.#writer.version < base.version) {
      // Not needed for correctness, since Lance compares with later commits; but the fewer these are, the less it repeats.
      await this.#writer.table.checkoutLatest();
      this.#writer.version = await this.#writer.table.version();
    }
    return this.#writer;
  }

  /** Rejects with Unsupported where the snapshot's version has feature flags that forbid writing. */
  async assertKnownFlags({ version }: Snapshot): Promise<void> {
    if (version > 0) await this.#table.assertKnownFlags(version, "write");
  }

  close(): void {
    closeQuietly(this.#writer?.table);
    this.#writer = undefined;
  }
}

/** Rejects with InvalidTableState for a catalog with rows that make changes unsafe. */
export function assertUndamaged(snapshot: Snapshot): void {
  if (snapshot.damage.length === 0) return;
  throw new InvalidTableStateError(
    `The catalog can be read but not changed, since ${snapshot.damage.join("; ")}.`,
  );
}

/** The commit was made, and the version that it was planned on is gone, so the commit's version may be gone as well. */
function catalogVanished(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The catalog disappeared while it was changed. Whether the change was made is unknown: check before you try again.",
  );
}

function fulfilled(snapshot: Snapshot, count: number): Outcome {
  return { status: "fulfilled", value: { snapshot, count } };
}
