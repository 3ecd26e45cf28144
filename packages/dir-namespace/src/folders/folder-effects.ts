import { setTimeout as sleep } from "node:timers/promises";
import { ConcurrentModificationError, InternalError, ServiceUnavailableError } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import type { FolderStatus, Reply } from "../model/effect.ts";
import type { Row } from "../model/row.ts";
import { hasIntentOf, type Snapshot } from "../model/snapshot.ts";
import { isShared } from "../model/table-folders.ts";
import { type CatalogFolder, writeTableOnce } from "./catalog-folder.ts";

/** Writes what a new table holds into the folder that was picked for it. */
export type Stage = (location: string) => Promise<void>;

/** How long folder effects wait, in milliseconds by `now`. Tests shorten it. */
export interface FolderTiming {
  /** A monotonic clock. */
  readonly now: () => number;
  /** After this time since it wrote an intent, a process no longer acts as the intent's owner. */
  readonly ownerMs: number;
  /** For how long another process must have seen an intent before it acts in the owner's place. Longer than `ownerMs`. */
  readonly helperMs: number;
  /** After this time without a change, a table that another client declared may be filled. */
  readonly fillingMs: number;
  /** Between two reads while an effect waits. */
  readonly pollMs: number;
}

export const defaultTiming: FolderTiming = {
  now: () => performance.now(),
  ownerMs: 1000,
  helperMs: 2000,
  fillingMs: 1000,
  pollMs: 25,
};

/** For how long, in milliseconds, another client may fill a declared table before a waiting call is rejected. */
const maxFillingMs = 30_000;
/** For how long, in milliseconds, storage may be too slow to act on what was read. */
const maxSlowStorageMs = 60_000;
/** Above this number of known intents, those that are cleared are forgotten. */
const maxKnownIntents = 1000;

/** Carries out the effects on folders. Methods resolve with the effect's count, or with the whole reply where they read the catalog. */
export class FolderEffects {
  readonly #folder: CatalogFolder;
  readonly #latest: () => Promise<Snapshot>;
  readonly #timing: FolderTiming;
  /** When this process began to write the intent of a token. */
  readonly #wroteAt = new Map<string, number>();
  /** When this process first saw the intent of another one. */
  readonly #sawAt = new Map<string, number>();
  /** Folder names that stay occupied, so that the move of a second, late helper to the same name fails. */
  readonly #occupied = new Set<string>();

  /** @param latest reads the latest snapshot */
  constructor(
    folder: CatalogFolder,
    latest: () => Promise<Snapshot>,
    timing: Partial<FolderTiming> | undefined,
  ) {
    this.#folder = folder;
    this.#latest = latest;
    this.#timing = { ...defaultTiming, ...timing };
  }

  /** Says that this process begins to write the intent of a token. */
  noteOwnIntent(token: string): void {
    this.#wroteAt.set(token, this.#timing.now());
  }

  /**
   * Native clients create a table in two steps, the row and then the data. In between it looks like a declared table. A process that
   * filled it then would overwrite a table whose creation succeeded, so this waits until the folder no longer changes.
   */
  async stat(location: string): Promise<{ folder: FolderStatus; count: number }> {
    const { fillingMs, pollMs } = this.#timing;
    for (const hasAttempt = boundedAttempts(maxFillingMs / pollMs, maxFillingMs); hasAttempt(); ) {
      const folder = await this.#folder.status(location);
      if (folder !== "declared" || !(await this.#folder.isBeingWritten(location, fillingMs))) {
        const holdsData =
          folder === "deregistered" ? await this.#folder.holdsData(location) : folder === "table";
        return { folder, count: Number(holdsData) };
      }
      await sleep(pollMs);
    }
    throw new ConcurrentModificationError(
      `Another client has been writing a table at ${JSON.stringify(location)} for ${maxFillingMs / 1000} seconds; nothing was changed, try again when it is done.`,
    );
  }

  /**
   * @param stage - writes the data
   * @param prepare - creates the root and checks that the catalog can be changed
   */
  async stage(
    { location, hasData }: { readonly location: string; readonly hasData: boolean },
    stage: Stage | undefined,
    prepare: () => Promise<void>,
  ): Promise<number> {
    if (stage === undefined)
      throw new InternalError("An operation that writes data was run without a writer.");
    await prepare();
    // A process that is killed in between leaves some of the rows; the marker says that they are not a table.
    if (hasData) await this.#folder.setPartialMarker(location, true);
    await writeTableOnce(this.#folder, location, () => stage(location));
    if (hasData) await this.#folder.setPartialMarker(location, false);
    return 1;
  }

  async move(from: string, to: string): Promise<number> {
    return Number(await this.#folder.move(from, to));
  }

  moveAside(row: Row, from: string, to: string): Promise<Reply> {
    return this.#whileIntent(row, (latest, isOwner) => {
      if (isShared(latest, row, from)) return 0;
      if (!isOwner) this.#occupied.add(to);
      return Number(this.#folder.moveSync(from, to));
    });
  }

  async discard(locations: readonly string[]): Promise<number> {
    for (const location of locations) {
      await this.#folder.discard(location, { keepName: this.#occupied.has(location) });
    }
    return 1;
  }

  setHidden(row: Row, location: string, hidden: boolean): Promise<Reply> {
    return this.#whileIntent(row, async () => {
      await this.#folder.setHidden(location, hidden);
      return 1;
    });
  }

  retireName(row: Row, location: string): Promise<Reply> {
    return this.#whileIntent(row, async () => {
      await this.#folder.retireName(location);
      return 1;
    });
  }

  /**
   * Changes a folder whose name can be used again. A late change would hit a newer table's folder. Therefore the owner of the intent
   * acts only within `ownerMs`, other processes only after `helperMs`, the intent is read in the same tick of the event loop as the
   * change is made, and where a helper moved a folder the target's name stays occupied, so that a second helper's move fails.
   */
  async #whileIntent(
    row: Row,
    act: (latest: Snapshot, isOwner: boolean) => number | Promise<number>,
  ): Promise<Reply> {
    const token = row.intent?.token ?? "";
    const { ownerMs, helperMs, pollMs, now } = this.#timing;
    for (const hasAttempt = boundedAttempts(maxSlowStorageMs / pollMs, maxSlowStorageMs); hasAttempt(); ) {
      const startedAt = now();
      const isOwner = startedAt - (this.#wroteAt.get(token) ?? Number.NEGATIVE_INFINITY) < ownerMs;
      const snapshot = await this.#latest();
      if (!hasIntentOf(snapshot, row)) return { snapshot, count: 1, folder: "absent" };
      const firstSeenAt = this.#sawAt.get(token) ?? startedAt;
      this.#sawAt.set(token, firstSeenAt);
      if (!isOwner && startedAt - firstSeenAt < helperMs) {
        await sleep(pollMs);
        continue;
      }
      if (now() - startedAt > ownerMs / 2) continue;
      return { snapshot, count: await act(snapshot, isOwner), folder: "absent" };
    }
    throw new ServiceUnavailableError(
      `Storage was too slow to move the folder of ${JSON.stringify(row.id)}: each read of the catalog took more than ${ownerMs / 2} ms for ${maxSlowStorageMs / 1000} seconds. The next change completes it.`,
    );
  }

  /** Forgets the intents that are cleared, once there are many. */
  forgetCleared(snapshot: Snapshot): void {
    if (this.#wroteAt.size + this.#sawAt.size < maxKnownIntents) return;
    const live = new Set([...snapshot.rows.withIntent()].map((row) => row.intent?.token));
    for (const times of [this.#wroteAt, this.#sawAt]) {
      for (const token of times.keys()) if (!live.has(token)) times.delete(token);
    }
  }
}
