import { removeTableFolder } from "@lancetree/tables";
import { repeatIfLost } from "../database/change.ts";
import type { Database, Queryable } from "../database/database.ts";
import { expireDropped } from "../dropped-statements.ts";
import {
  findTableNear,
  finishRemoval,
  lockLocations,
  postponeRemoval,
  readDueFiles,
  startRemoval,
} from "../file-statements.ts";
import type { PostgresSettings } from "../options.ts";
import { forgetChanges } from "../statements.ts";
import { foldersAround, uriOf } from "../tree/location.ts";

/** Folders that one process removes at the same time. */
const atOnce = 8;
/** Seconds for which a process may remove a folder before another one tries. */
const removalSeconds = 600;
/** Seconds after which a folder that holds another table is looked at again. */
const sharedSeconds = 3600;
/** Milliseconds between two looks for folders that other processes left. */
const intervalMs = 60_000;

/**
 * Removes the folders of dropped tables and of creations that failed, which `lancetree_pending_files` lists. Every process that uses
 * the catalog takes part, so that what a process leaves when it ends is removed by another one.
 *
 * A folder is removed only after the commit that queued it, and only while no table names it, a folder inside of it, or one around it;
 * tables that were dropped and are kept count as well.
 */
export class FileRemoval {
  readonly #database: Database;
  readonly #settings: PostgresSettings;
  #running: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(database: Database, settings: PostgresSettings) {
    this.#database = database;
    this.#settings = settings;
  }

  /** Removes what is due now, also what other processes left, and looks again every minute. Further calls do nothing. */
  watch(): void {
    if (this.#timer === undefined) this.start();
  }

  /** Starts to remove what is due, in the background. */
  start(): void {
    if (this.#isClosed) return;
    this.#timer ??= setInterval(() => this.start(), intervalMs).unref();
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#running = this.#removeAll()
      // The next start, of this process or another, tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
        if (this.#again) {
          this.#again = false;
          this.start();
        }
      });
  }

  /** Removes everything that is due. Resolves when nothing is left. */
  async removeDue(): Promise<void> {
    // Folders that this process is removing in the background are no longer due.
    while (this.#running !== undefined) await this.#running;
    await this.#removeAll();
  }

  /** Waits until the folders in progress are removed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    while (this.#running !== undefined) await this.#running;
  }

  async #removeAll(): Promise<void> {
    const { catalog } = this.#settings;
    await this.#database.query(forgetChanges, [catalog]);
    await repeatIfLost(() => this.#database.query(expireDropped, [catalog]));
    for (;;) {
      const locations = await this.#startSome();
      await Promise.all(locations.map((location) => this.#remove(location)));
      if (locations.length < atOnce || this.#isClosed) return;
    }
  }

  /**
   * Marks folders as being removed. Registrations wait for the lock: a registration that came before is seen here, and one that comes
   * later sees the mark.
   */
  async #startSome(): Promise<string[]> {
    const { catalog } = this.#settings;
    return repeatIfLost(() =>
      this.#database.transaction(async (transaction) => {
        await transaction.query(lockLocations, [catalog]);
        const due = await transaction.query<{ location: string }>(readDueFiles, [catalog, atOnce]);
        const locations: string[] = [];
        for (const { location } of due) {
          const isFree = await this.#isFree(transaction, location);
          await transaction.query(isFree ? startRemoval : postponeRemoval, [
            catalog,
            location,
            isFree ? removalSeconds : sharedSeconds,
          ]);
          if (isFree) locations.push(location);
        }
        return locations;
      }),
    );
  }

  async #isFree(transaction: Queryable, location: string): Promise<boolean> {
    const { catalog } = this.#settings;
    const near = await transaction.query(findTableNear, [catalog, foldersAround(location), location]);
    return near.length === 0;
  }

  async #remove(location: string): Promise<void> {
    const { catalog, root, storageOptions } = this.#settings;
    await removeTableFolder({ location: uriOf(root, location), storageOptions: { ...storageOptions } });
    await this.#database.query(finishRemoval, [catalog, location]);
  }
}
