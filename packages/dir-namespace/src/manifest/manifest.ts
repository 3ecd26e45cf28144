import { join } from "node:path";
import { setImmediate as nextTick } from "node:timers/promises";
import { type TableEngine, toNamespaceError } from "@lancetree/tables";
import type { CatalogFolder } from "../folders/catalog-folder.ts";
import type { CommitEffect } from "../model/effect.ts";
import { Snapshot } from "../model/snapshot.ts";
import { CommitQueue, type Committed } from "./commit-queue.ts";
import { compact, needsCompaction } from "./compaction.ts";
import { Mutex } from "./concurrency.ts";
import { assertUndamaged, GroupWriter, type Outcome, recentSeconds, type Writer } from "./group-writer.ts";
import { IntentResolver } from "./intent-resolver.ts";
import { lanceSubject, ManifestTable, manifestTableName } from "./manifest-table.ts";
import { OtherWriters } from "./other-writers.ts";
import { SnapshotReader } from "./snapshot-reader.ts";
import { VersionCache } from "./version-cache.ts";
import { WriteLease } from "./write-lease.ts";

/** After this number of its own commits a process checks whether the table needs compaction. */
const compactionInterval = 8;

/** The manifest table: its snapshots, and commits that compare before they set. */
export class Manifest {
  readonly #table: ManifestTable;
  readonly #lease: WriteLease | undefined;
  readonly #snapshots: SnapshotReader;
  readonly #others = new OtherWriters();
  readonly #writer: GroupWriter;
  readonly #queue = new CommitQueue(
    (effects) => this.#writing.run(() => this.#commit(effects)),
    () => this.#callersArrived(),
  );
  /** Held while the writer is in use. */
  readonly #writing = new Mutex();
  #commits = 0;
  #compacting = false;

  constructor(engine: TableEngine, folder: CatalogFolder) {
    const leaseFile = folder.path && join(folder.path, manifestTableName, ".lancetree-lease");
    this.#lease =
      leaseFile === undefined ? undefined : new WriteLease(leaseFile, () => this.#others.noteRound());
    const table = new ManifestTable(engine, folder);
    const versions = new VersionCache(table);
    const resolver = new IntentResolver(versions);
    const parts = { table, versions, resolver, others: this.#others };
    const snapshots = new SnapshotReader(parts, () => this.#writer.close());
    this.#table = table;
    this.#snapshots = snapshots;
    this.#writer = new GroupWriter({ ...parts, snapshots }, (version) => {
      if (++this.#commits % compactionInterval === 0) void this.#compactIfNeeded(version);
    });
  }

  /** The newest snapshot that was read or committed, however old. */
  get lastKnown(): Snapshot {
    return this.#snapshots.lastKnown;
  }

  /** @param maxStaleness in seconds; with 0 storage is always asked */
  latest(maxStaleness: number): Promise<Snapshot> {
    return this.#snapshots.latest(maxStaleness);
  }

  /**
   * Carries out an effect in a commit that it may share with others. `count` 0: it changed nothing, or another commit won; the
   * snapshot is then the latest.
   * @param isForeground whether a caller waits for it
   */
  commit(effect: CommitEffect, isForeground = true): Promise<Committed> {
    return this.#queue.add(effect, isForeground);
  }

  /** A caller that is reading now may be about to add an effect. */
  async #callersArrived(): Promise<void> {
    await this.#snapshots.idle();
    await nextTick();
  }

  async #commit(effects: readonly CommitEffect[]): Promise<readonly Outcome[]> {
    try {
      return await this.#underLease(() => this.#writer.commit(effects));
    } catch (error) {
      throw toNamespaceError(error, lanceSubject);
    }
  }

  /** Processes that start at the same time have not seen each other's commits yet, and a writer that Lance makes wait would fall behind. */
  #underLease<T>(task: () => Promise<T>): Promise<T> {
    if (this.#lease && !this.#others.areAbsent) return this.#lease.run(task, this.#others.areKnown);
    this.#others.noteRound();
    return task();
  }

  /** Rejects where no change can be made: with InvalidTableState for a damaged catalog, with Unsupported for a newer one. */
  async assertWritable(maxStaleness = 0): Promise<Snapshot> {
    const latest = await this.latest(maxStaleness);
    assertUndamaged(latest);
    await this.#writer.assertKnownFlags(latest);
    return latest;
  }

  /** Rejects as `assertWritable` does before anything is written beside the manifest table, and makes the root where there is none. */
  async prepare(): Promise<void> {
    // On a disk this would create again the folders that vanished meanwhile.
    const { version } = await this.assertWritable(this.#table.isOnDisk ? 0 : recentSeconds);
    await this.#table.assertWritable();
    if (version === 0) await this.#table.prepareRoot();
  }

  /** @returns whether the table had too many small fragments and was compacted */
  async compact(): Promise<boolean> {
    const base = await this.latest(0);
    assertUndamaged(base);
    if (base.version === 0 || !(await this.#needsCompaction(base.version))) return false;
    await this.#writer.assertKnownFlags(base);
    await this.#writing.run(() => this.#writer.prepareWriter(base));
    await this.#compact(base.version);
    return true;
  }

  /** Runs between two commits. A compaction that fails leaves everything as it was. */
  async #compactIfNeeded(version: number): Promise<void> {
    if (this.#compacting) return;
    this.#compacting = true;
    await this.#compact(version).catch(() => undefined);
    this.#compacting = false;
  }

  async #compact(version: number): Promise<void> {
    if (!(await this.#needsCompaction(version))) return;
    await this.#writing.run(async () => {
      const { writer } = this.#writer;
      if (writer !== undefined) await this.#underLease(() => this.#compactWith(writer));
    });
  }

  async #needsCompaction(version: number): Promise<boolean> {
    return needsCompaction((await this.#table.metadata(version)).fragments);
  }

  async #compactWith(writer: Writer): Promise<void> {
    // Whether it succeeds or fails, the version that the table is checked out at is not known afterwards.
    writer.version = 0;
    await writer.table.checkoutLatest();
    const { fragments } = await this.#table.metadata(await writer.table.version());
    if (!needsCompaction(fragments)) return;
    const compacted = await compact(writer.table, fragments);
    this.#others.noteOwnCommit(compacted);
    const { version: known, rows, resolutions, damage } = this.lastKnown;
    if (compacted === known + 1) {
      this.#snapshots.remember(new Snapshot(compacted, rows, resolutions, damage));
    }
  }

  /** Waits for the read and the commit that are under way. */
  close(): Promise<void> {
    return this.#writing.run(async () => {
      await this.#snapshots.idle();
      await this.#lease?.release();
      this.#snapshots.forget();
    });
  }
}
