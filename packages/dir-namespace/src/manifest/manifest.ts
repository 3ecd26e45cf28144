import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { InvalidTableStateError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, type TableEngine, toNamespaceError } from "@lancetree/tables";
import type { CatalogFolder } from "../folders/catalog-folder.ts";
import { noRows } from "../index/row-index.ts";
import type { CommitEffect } from "../model/effect.ts";
import { Snapshot } from "../model/snapshot.ts";
import { type Commit, commitEffects } from "./commit.ts";
import { countChanged, findsOwnRows, isNoOp, predict } from "./commit-outcome.ts";
import { CommitQueue, type Committed } from "./commit-queue.ts";
import { compact, needsCompaction } from "./compaction.ts";
import { Mutex, SharedTask } from "./concurrency.ts";
import { IntentResolver } from "./intent-resolver.ts";
import { call, closeQuietly, ManifestTable, manifestTableName } from "./manifest-table.ts";
import { VersionCache } from "./version-cache.ts";
import { WriteLease } from "./write-lease.ts";

type Outcome = PromiseSettledResult<Committed>;

const empty = new Snapshot(0, noRows);
/** Seconds for which what was read will do to plan an insert on. */
export const recentSeconds = 0.25;
/** The same for whoever compares with what was read: Lance compares anyway, but a commit for nothing takes long. */
const justNowSeconds = 0.005;
/** Milliseconds after which another process's last commit no longer matters. */
const soleWriterAfterMs = 10_000;
/** After so many commits of its own a process looks whether the table has fallen into too many pieces. */
const compactionInterval = 8;

/** The manifest table: its snapshots, and commits that compare before they set. */
export class Manifest {
  readonly #table: ManifestTable;
  readonly #lease: WriteLease | undefined;
  readonly #versions: VersionCache;
  readonly #resolver: IntentResolver;
  readonly #refreshes = new SharedTask(() => this.#look());
  readonly #queue = new CommitQueue(
    (effects) => this.#writing.run(() => this.#commit(effects)),
    () => this.#waitForReads(),
  );
  /** Held by whoever uses the writer. */
  readonly #writing = new Mutex();
  #reader: Table | undefined;
  #writer: Writer | undefined;
  #latest = empty;
  #commits = 0;
  #compacting = false;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  readonly #openedAt = performance.now();
  /** When another process's commit was last seen. */
  #lastForeignCommitAt = Number.NEGATIVE_INFINITY;

  constructor(engine: TableEngine, folder: CatalogFolder) {
    this.#lease =
      folder.path === undefined
        ? undefined
        : new WriteLease(join(folder.path, manifestTableName, ".lancetree-lease"));
    this.#table = new ManifestTable(engine, folder);
    this.#versions = new VersionCache(this.#table);
    this.#resolver = new IntentResolver(this.#versions);
  }

  /** The newest snapshot at hand, however old. */
  get lastKnown(): Snapshot {
    return this.#latest;
  }

  /** @param maxAge seconds that the answer may be old; 0 always looks */
  async latest(maxAge: number): Promise<Snapshot> {
    if (maxAge > 0 && performance.now() - this.#refreshedAt < maxAge * 1000) return this.#latest;
    return this.#refreshes.run();
  }

  async #look(): Promise<Snapshot> {
    const started = performance.now();
    try {
      const snapshot = await this.#newest();
      this.#refreshedAt = started;
      return snapshot;
    } catch (error) {
      throw await this.#table.presence.explain(toNamespaceError(error, call));
    }
  }

  async #newest(): Promise<Snapshot> {
    const { presence } = this.#table;
    // Looking for the next version's file is cheaper than asking Lance, which lists them all.
    const found = this.#reader && (await presence.compare(this.#latest.version));
    if (found === "newest") return this.#latest;
    // Another catalog in the old one's place, as a backup that was restored, or none: what was read is of no use any more.
    if (found === "replaced") this.#forget();
    const known = this.#latest;
    if (!(await presence.exists())) return empty;
    if (this.#reader === undefined) this.#reader = await this.#table.open();
    else await this.#reader.checkoutLatest();
    const reader = this.#reader;
    const version = await reader.version();
    if (version === this.#latest.version) return this.#latest;
    if (known !== empty) this.#lastForeignCommitAt = performance.now();
    await presence.note(version);
    await this.#table.assertKnownFlags(version, "read");
    return this.#remember(await this.#resolver.resolve(version, await this.#versions.of(reader, version)));
  }

  /** A commit of ours and a look may end in any order; the newer snapshot wins. */
  #remember(snapshot: Snapshot): Snapshot {
    if (snapshot.version > this.#latest.version) this.#latest = snapshot;
    return snapshot;
  }

  /**
   * Carries out a step in a commit that it may share with others. `count` 0: it changed nothing, or others were faster; the
   * snapshot is then the latest.
   * @param urgent whether somebody waits for it
   */
  commit(effect: CommitEffect, isForeground = true): Promise<Committed> {
    return this.#queue.add(effect, isForeground);
  }

  /** Whoever looks now may be about to bring a step. */
  async #waitForReads(): Promise<void> {
    await this.#refreshes.idle();
    await turn();
  }

  async #commit(effects: readonly CommitEffect[]): Promise<readonly Outcome[]> {
    try {
      return await this.#underLease(() => this.#attempt(effects));
    } catch (error) {
      throw toNamespaceError(error, call);
    }
  }

  /** At first, too: of many that begin at once, one that Lance makes wait would be left far behind. */
  #underLease<T>(task: () => Promise<T>): Promise<T> {
    const hasOthers = !this.#isSoleWriter();
    const isNew = performance.now() - this.#openedAt < soleWriterAfterMs;
    return this.#lease && (hasOthers || isNew) ? this.#lease.run(task, hasOthers) : task();
  }

  /** Whether no other process has written of late. */
  #isSoleWriter(): boolean {
    return performance.now() - this.#lastForeignCommitAt > soleWriterAfterMs;
  }

  /** Rejects where no change can be made: with InvalidTableState for a damaged catalog, with Unsupported for a newer one. */
  async assertWritable(): Promise<Snapshot> {
    const latest = await this.latest(0);
    assertUndamaged(latest);
    await this.#demandKnownFlags(latest);
    return latest;
  }

  /** The same before anything is written beside the catalog's table. Makes the root where there is none. */
  async prepare(): Promise<void> {
    const { version } = await this.assertWritable();
    if (version === 0) await this.#table.prepareRoot();
  }

  async #demandKnownFlags({ version }: Snapshot): Promise<void> {
    if (version > 0) await this.#table.assertKnownFlags(version, "write");
  }

  async #attempt(effects: readonly CommitEffect[]): Promise<readonly Outcome[]> {
    const base = await this.latest(
      effects.every(({ effect }) => effect === "insert") ? recentSeconds : justNowSeconds,
    );
    assertUndamaged(base);
    // Lance would commit an empty version for a change that changes nothing.
    const busy = effects.filter((effect) => !isNoOp(effect, base));
    const made = busy.length === 0 ? undefined : await this.#commitOnce(busy, base);
    const refused = effects.some((effect) => !made?.has(effect)) ? await this.latest(0) : base;
    return effects.map((effect) => made?.get(effect) ?? fulfilled(refused, 0));
  }

  /** @returns what became of each step; undefined when others' commits were in the way */
  async #commitOnce(
    busy: readonly CommitEffect[],
    base: Snapshot,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const { presence } = this.#table;
    await this.#demandKnownFlags(base);
    // What was read may be as old as plans may be; on a disk a commit would make the folders that went away meanwhile.
    if (this.#lease && base.version > 0 && (await presence.compare(base.version)) === "replaced")
      return undefined;
    const writer = await this.#prepareWriter(base);
    await this.#table.assertKnownFlags(writer.version, "write");
    // A bounded delete is planned on exactly the version whose rows it names.
    const effects = busy.filter(
      (effect) => effect.effect !== "delete-below" || effect.seen.version === writer.version,
    );
    if (effects.length === 0) return undefined;
    const began = performance.now();
    let applied: Commit;
    try {
      const bound =
        effects[0]?.effect === "delete-below" ? await this.#table.addressBound(writer.version) : undefined;
      applied = await commitEffects(writer.table, effects, base.rows, this.#isSoleWriter(), bound);
    } catch (error) {
      writer.version = 0;
      return this.#afterFailure(effects, base.version, error);
    }
    writer.version = applied.version;
    this.#table.noteOwnCommit(applied.version);
    const [isNoted, isFollowing] = await Promise.all([
      presence.note(applied.version),
      base.version === 0 || presence.has(base.version),
    ]);
    if (!isNoted || !isFollowing) throw catalogVanished();
    if (++this.#commits % compactionInterval === 0) void this.#compactIfNeeded(applied.version);
    if (applied.count === 0) return this.#findOwnCommit(effects, base.version);
    const outcomes = await this.#outcomes(effects, base, writer.table, applied);
    // What the commit made was the latest at some moment since it began.
    this.#refreshedAt = Math.max(this.#refreshedAt, began);
    return outcomes;
  }

  async #afterFailure(
    effects: readonly CommitEffect[],
    base: number,
    thrown: unknown,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const error = toNamespaceError(thrown, call);
    // Nothing was written then, and nothing can be.
    if (isNamespaceError(error, 0) || isNamespaceError(error, 15)) throw error;
    const isConflict = isNamespaceError(error, 14);
    if (isConflict) await sleep(5 + Math.random() * 40);
    const found = await this.#findOwnCommit(effects, base);
    if (found || isConflict) return found;
    if (isNamespaceError(error, 13) && effects.length > 1) return this.#commitEach(effects);
    const why = isNamespaceError(error, 17) ? error.message : "The catalog could not be written.";
    throw new ServiceUnavailableError(
      `${why} Whether the change was made is unknown: look before you try again.`,
      { cause: thrown },
    );
  }

  /** Between this commit and a later one. A fold that fails leaves everything as it was. */
  async #compactIfNeeded(version: number): Promise<void> {
    if (this.#compacting) return;
    this.#compacting = true;
    await this.#fold(version).catch(() => undefined);
    this.#compacting = false;
  }

  /** @returns whether the table had fallen into too many pieces */
  async compact(): Promise<boolean> {
    const base = await this.latest(0);
    assertUndamaged(base);
    if (base.version === 0 || !needsCompaction((await this.#table.metadata(base.version)).fragments))
      return false;
    await this.#demandKnownFlags(base);
    await this.#writing.run(() => this.#prepareWriter(base));
    await this.#fold(base.version);
    return true;
  }

  async #fold(version: number): Promise<void> {
    if (!needsCompaction((await this.#table.metadata(version)).fragments)) return;
    await this.#writing.run(async () => {
      const writer = this.#writer;
      if (writer !== undefined) await this.#underLease(() => this.#compactWith(writer));
    });
  }

  async #compactWith(writer: Writer): Promise<void> {
    // Whatever becomes of it, where the table stands then is not known.
    writer.version = 0;
    await writer.table.checkoutLatest();
    const { fragments } = await this.#table.metadata(await writer.table.version());
    if (!needsCompaction(fragments)) return;
    const compactedVersion = await compact(writer.table, fragments);
    const { version: known, rows, resolutions, damage } = this.#latest;
    if (compactedVersion === known + 1)
      this.#remember(new Snapshot(compactedVersion, rows, resolutions, damage));
  }

  /** Of several steps one may be what storage does not take: that one's failure is not the others'. */
  async #commitEach(effects: readonly CommitEffect[]): Promise<ReadonlyMap<CommitEffect, Outcome>> {
    const outcomes = new Map<CommitEffect, Outcome>();
    for (const effect of effects) {
      const [outcome] = await Promise.allSettled([this.#attempt([effect])]);
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
      const snapshot = this.#remember(this.#resolver.resolveOwnCommit(base, version, rows));
      return new Map(effects.map((effect) => [effect, fulfilled(snapshot, counts.get(effect) ?? 0)]));
    }
    if (base !== empty) this.#lastForeignCommitAt = performance.now();
    const snapshot = this.#remember(
      await this.#resolver.resolve(version, await this.#versions.of(writer, version)),
    );
    const [only] = effects;
    if (only && effects.length === 1) return new Map([[only, fulfilled(snapshot, count)]]);
    // Others' commits lie between, or took some of the rows: what each step did is the difference to the version before.
    const before = await this.#resolver.findVersion(version - 2, version - 1, () => true);
    return new Map(
      effects.map((effect) => [
        effect,
        fulfilled(snapshot, countChanged(effect, snapshot.rows, before?.content.rows ?? base.rows)),
      ]),
    );
  }

  /** What became of steps whose commit was denied: if one of them stands in a version, it made all that it could there. */
  async #findOwnCommit(
    effects: readonly CommitEffect[],
    base: number,
  ): Promise<ReadonlyMap<CommitEffect, Outcome> | undefined> {
    const { version } = await this.latest(0);
    const found = await this.#resolver.findVersion(base, version, ({ rows }) =>
      effects.some((effect) => findsOwnRows(effect, rows)),
    );
    if (found === undefined) return undefined;
    const snapshot = await this.#resolver.resolve(found.version, found.content);
    return new Map(
      effects.map((effect) => [effect, fulfilled(snapshot, countChanged(effect, snapshot.rows, noRows))]),
    );
  }

  async #prepareWriter(base: Snapshot): Promise<Writer> {
    if (this.#writer === undefined) {
      const table = await this.#table.openWriter();
      this.#writer = { table, version: await table.version() };
    } else if (this.#writer.version < base.version) {
      // Not needed for correctness, Lance compares with what came since; but the less that is, the less it does twice.
      await this.#writer.table.checkoutLatest();
      this.#writer.version = await this.#writer.table.version();
    }
    return this.#writer;
  }

  /** Waits for the look and the commit that are under way. */
  close(): Promise<void> {
    return this.#writing.run(async () => {
      await this.#refreshes.idle();
      await this.#lease?.release();
      this.#forget();
    });
  }

  #forget(): void {
    this.#table.forget();
    this.#versions.close();
    this.#resolver.forget();
    closeQuietly(this.#reader);
    closeQuietly(this.#writer?.table);
    this.#reader = undefined;
    this.#writer = undefined;
    this.#latest = empty;
    this.#refreshedAt = Number.NEGATIVE_INFINITY;
  }
}

interface Writer {
  readonly table: Table;
  /** The version that the table stands at; 0 when that is not known. */
  version: number;
}

/** The commit was made, and what it was planned on is not there: neither may it be. */
function catalogVanished(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The catalog went away while it was changed. Whether the change was made is unknown: look before you try again.",
  );
}

function fulfilled(snapshot: Snapshot, count: number): Outcome {
  return { status: "fulfilled", value: { snapshot, count } };
}

function assertUndamaged(snapshot: Snapshot): void {
  if (snapshot.damage.length === 0) return;
  throw new InvalidTableStateError(
    `The catalog can be read but not changed, since ${snapshot.damage.join("; ")}.`,
  );
}
