import { type CallOptions, InvalidInputError, raceAbort } from "@lancetree/core";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import { type ChangeResult, change, repeatIfLost } from "./database/change.ts";
import { ConnectionShares } from "./database/connection-shares.ts";
import type { Database, Queryable } from "./database/database.ts";
import { toNamespaceError } from "./database/database-error.ts";
import { openDatabase } from "./database/open-database.ts";
import { FileRemoval } from "./files/file-removal.ts";
import { type PostgresNamespaceOptions, type PostgresSettings, toSettings } from "./options.ts";
import { migrate } from "./schema/migrate.ts";
import { createRoot } from "./statements.ts";

/** Bytes of LanceDB's caches: the catalog itself opens tables only to look whether they have data. */
const cacheBytes = 16 * 1024 * 1024;

/** What the operations share: the database, LanceDB, and the removal of files. */
export class Catalog {
  readonly settings: PostgresSettings;
  readonly files: FileRemoval;
  readonly #database: Database;
  readonly #shares = new ConnectionShares();
  #prepared: Promise<void> | undefined;
  #engine: Promise<TableEngine> | undefined;
  #isClosed = false;

  constructor(options: PostgresNamespaceOptions) {
    this.settings = toSettings(options);
    this.#database = openDatabase(options.database);
    this.files = new FileRemoval(this.#database, this.settings);
  }

  get name(): string {
    return this.settings.catalog;
  }

  /** Reads in one statement or more. Repeats `work` if the connection is lost. */
  async read<Result>(
    options: CallOptions | undefined,
    work: (database: Queryable) => Promise<Result>,
  ): Promise<Result> {
    return this.#run(options, () => repeatIfLost(() => work(this.#database)));
  }

  /**
   * Makes a change exactly once. `work` sends one statement that changes rows and records the attempt.
   *
   * Resolves with undefined if the statement changed nothing. Rejects with the database's error.
   */
  async change<Result extends ChangeResult>(
    options: CallOptions | undefined,
    work: (database: Queryable, attempt: string) => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    return this.#run(options, () => {
      this.files.watch();
      return change(this.#database, (attempt) => work(this.#database, attempt));
    });
  }

  /** The same for a change of several statements, in one transaction. */
  async changeTogether<Result extends ChangeResult>(
    options: CallOptions | undefined,
    work: (transaction: Queryable, attempt: string) => Promise<Result | undefined>,
  ): Promise<Result | undefined> {
    return this.#run(options, () => {
      this.files.watch();
      return change(this.#database, (attempt) =>
        this.#database.transaction((transaction) => work(transaction, attempt)),
      );
    });
  }

  engine(): Promise<TableEngine> {
    this.#engine ??= openTableEngine({ storageOptions: { ...this.settings.storageOptions }, cacheBytes });
    return this.#engine;
  }

  /** Creates the schema and the catalog's root, or brings the schema to the present version. */
  async migrate(): Promise<void> {
    await this.#translated(async () => {
      await repeatIfLost(() => migrate(this.#database));
      await this.#createRoot();
    });
  }

  /** The storage options that describe and declare return; undefined unless the catalog vends them. */
  vendedOptions(vendCredentials: boolean | null | undefined): Record<string, string> | undefined {
    if (vendCredentials === false || !this.settings.vendsStorageOptions) return undefined;
    return { ...this.settings.storageOptions };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.files.close();
    const engine = this.#engine;
    this.#engine = undefined;
    await (await engine?.catch(() => undefined))?.close();
    await this.#database.close();
  }

  async #run<Result>(options: CallOptions | undefined, work: () => Promise<Result>): Promise<Result> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    if (this.#isClosed) throw new InvalidInputError("The catalog in PostgreSQL is closed.");
    const running = this.#translated(async () => {
      const release = await this.#shares.take(options?.caller ?? "", signal);
      try {
        await this.#prepare();
        return await work();
      } finally {
        release();
      }
    });
    if (signal === undefined) return running;
    // After an abort, no caller receives the outcome.
    running.catch(() => undefined);
    return raceAbort(running, signal);
  }

  async #prepare(): Promise<void> {
    this.#prepared ??= (this.settings.migrate ? this.migrate() : this.#createRoot()).catch(
      (error: unknown) => {
        this.#prepared = undefined;
        throw error;
      },
    );
    await this.#prepared;
  }

  async #createRoot(): Promise<void> {
    await repeatIfLost(() => this.#database.query(createRoot, [this.name]));
  }

  /** The database's error stays the cause: the operations distinguish errors by it, see `unlessViolated`. */
  async #translated<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw toNamespaceError(error);
    }
  }
}
