import { type TableReader, toNamespaceError } from "@lancetree/tables";
import { noRows } from "../index/row-index.ts";
import { Snapshot } from "../model/snapshot.ts";
import { SharedTask } from "./concurrency.ts";
import type { IntentResolver } from "./intent-resolver.ts";
import { closeQuietly, lanceSubject, type ManifestTable } from "./manifest-table.ts";
import type { OtherWriters } from "./other-writers.ts";
import type { VersionCache } from "./version-cache.ts";

/** The snapshot of a catalog that has no manifest table. */
const emptySnapshot: Snapshot = new Snapshot(0, noRows);

/** Reads the latest snapshot. Concurrent calls share one read of the storage. */
export class SnapshotReader {
  readonly #table: ManifestTable;
  readonly #versions: VersionCache;
  readonly #resolver: IntentResolver;
  readonly #others: OtherWriters;
  readonly #onForget: () => void;
  readonly #refreshes = new SharedTask(() => this.#refresh());
  #reader: TableReader | undefined;
  #latest = emptySnapshot;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  /** @param onForget called when all that was read is discarded */
  constructor(
    parts: {
      readonly table: ManifestTable;
      readonly versions: VersionCache;
      readonly resolver: IntentResolver;
      readonly others: OtherWriters;
    },
    onForget: () => void,
  ) {
    this.#table = parts.table;
    this.#versions = parts.versions;
    this.#resolver = parts.resolver;
    this.#others = parts.others;
    this.#onForget = onForget;
  }

  /** The newest snapshot that was read or committed, however old. */
  get lastKnown(): Snapshot {
    return this.#latest;
  }

  /** @param maxStaleness in seconds; with 0 storage is always asked */
  async latest(maxStaleness: number): Promise<Snapshot> {
    if (maxStaleness > 0 && performance.now() - this.#refreshedAt < maxStaleness * 1000) return this.#latest;
    return this.#refreshes.run();
  }

  async #refresh(): Promise<Snapshot> {
    const startedAt = performance.now();
    try {
      const snapshot = await this.#newest();
      this.#refreshedAt = startedAt;
      return snapshot;
    } catch (error) {
      throw await this.#table.presence.explain(toNamespaceError(error, lanceSubject));
    }
  }

  async #newest(): Promise<Snapshot> {
    const { presence } = this.#table;
    // Whether the next version's file exists is cheaper to ask than Lance, which lists all of them.
    const found = this.#reader && (await presence.compare(this.#latest.version));
    if (found === "newest") return this.#latest;
    // Another catalog is in the place of the old one, such as a restored backup, or there is none: discard what was read.
    if (found === "replaced") this.forget();
    if (this.#reader) await this.#reader.checkoutLatest();
    else this.#reader = await this.#table.openExistingReader();
    const reader = this.#reader;
    if (reader === undefined) return emptySnapshot;
    const version = await reader.version();
    if (version === this.#latest.version) return this.#latest;
    this.#others.noteRead(version);
    await Promise.all([presence.note(version), this.#table.assertKnownFlags(version, "read")]);
    return this.remember(await this.#resolver.resolve(version, await this.#versions.of(reader, version)));
  }

  /** A commit of this process and a refresh may end in any order; the newer snapshot is kept. */
  remember(snapshot: Snapshot): Snapshot {
    if (snapshot.version > this.#latest.version) this.#latest = snapshot;
    return snapshot;
  }

  /** Says that the last known snapshot was the latest at some moment since a time. */
  noteFresh(since: number): void {
    this.#refreshedAt = Math.max(this.#refreshedAt, since);
  }

  /** Resolves when no refresh is under way or asked for. */
  idle(): Promise<void> {
    return this.#refreshes.idle();
  }

  forget(): void {
    this.#table.forget();
    this.#versions.close();
    this.#resolver.forget();
    this.#onForget();
    closeQuietly(this.#reader);
    this.#reader = undefined;
    this.#latest = emptySnapshot;
    this.#refreshedAt = Number.NEGATIVE_INFINITY;
  }
}
