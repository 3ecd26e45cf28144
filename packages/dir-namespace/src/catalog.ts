import {
  type CallOptions,
  InternalError,
  InvalidInputError,
  InvalidTableStateError,
  requireNamespace,
  requireParent,
  storedId,
  tableNotFound,
} from "@lancetree/core";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import type { CatalogFolder } from "./folders/catalog-folder.ts";
import type { FolderTiming, Stage } from "./folders/folder-effects.ts";
import { openFolder } from "./folders/open-folder.ts";
import { EffectInterpreter } from "./interpreter.ts";
import { Manifest } from "./manifest/manifest.ts";
import { boundedAttempts } from "./model/attempts.ts";
import type { Operation } from "./model/effect.ts";
import { newToken } from "./model/new-token.ts";
import { parentOf, pathOf } from "./model/object-id.ts";
import { possibleFolders, type Row, storedRow } from "./model/row.ts";
import type { Snapshot } from "./model/snapshot.ts";
import { rootLocation } from "./model/table-folders.ts";
import type { OperationContext } from "./operations/operation-context.ts";
import { recover, recoverInBackground } from "./operations/recover.ts";
import type { DirectoryNamespaceOptions } from "./options/directory-options.ts";
import { allowedStaleness } from "./options/staleness.ts";
import { openVending, type VendedTable, type Vending } from "./vending/vending.ts";

/** How many times an operation starts again while other writers change the same objects. */
const maxAttempts = 300;
/** How many times a read of rows and folders starts again before it returns what it read last, because others write all the time. */
const maxReadRetries = 20;
/** Milliseconds after which it does not start again. */
const maxReadMs = 10_000;

/** Bytes for each of LanceDB's caches: enough for a few versions of the manifest table and for opening tables. */
const cacheBytes = 2 ** 25;

/** The options, and waiting times that only tests change. */
export interface CatalogSettings extends DirectoryNamespaceOptions {
  readonly timing?: Partial<FolderTiming> | undefined;
}

interface Opened {
  readonly engine: TableEngine;
  readonly manifest: Manifest;
  readonly interpreter: EffectInterpreter;
}

/** An open directory catalog: its folder, its manifest table and the interpreter. Opens LanceDB at the first use; opening writes nothing. */
export class Catalog {
  readonly folder: CatalogFolder;
  readonly context: OperationContext;
  readonly #options: CatalogSettings;
  readonly #vending: Vending | undefined;
  #opened: Promise<Opened> | undefined;
  #closed = false;
  #recovered = false;

  constructor(options: CatalogSettings) {
    this.folder = openFolder(options.root, options.storageOptions, options.storageOptionsProvider);
    const isRenewed = options.storageOptionsProvider !== undefined;
    const validOptions = isRenewed ? () => this.folder.storageOptions() : undefined;
    this.#vending = openVending({ ...options, validOptions });
    this.#options = options;
    this.context = {
      token: newToken,
      attempts: maxAttempts,
      listing: options.dirListingEnabled ?? true,
      moves: this.folder.moves,
    };
  }

  async engine(): Promise<TableEngine> {
    return (await this.#open()).engine;
  }

  /** The snapshot for a read, as stale as the configured interval and the call allow. */
  async snapshot(options: CallOptions = {}): Promise<Snapshot> {
    options.signal?.throwIfAborted();
    const { manifest } = await this.#open();
    const snapshot = await manifest.latest(allowedStaleness(this.#options.readConsistencyInterval, options));
    options.signal?.throwIfAborted();
    return snapshot;
  }

  /** Runs a change of the catalog. The first one also starts a recovery in the background. */
  async change<T>(operation: Operation<T>, options?: CallOptions, stage?: Stage): Promise<T> {
    options?.signal?.throwIfAborted();
    const { manifest, interpreter } = await this.#open();
    if (!this.#recovered) {
      this.#recovered = true;
      // No caller waits for it: every operation also completes the intents that block it, and reads again what was not read now.
      void this.#recoverInBackground(manifest, interpreter).catch(() => undefined);
    }
    return interpreter.run(operation, options, stage);
  }

  /** Shares its read with the operation that begins in the same tick. */
  async #recoverInBackground(manifest: Manifest, interpreter: EffectInterpreter): Promise<void> {
    const snapshot = await manifest.latest(0);
    const [withIntent] = snapshot.rows.withIntent();
    if (withIntent) await interpreter.run(recoverInBackground(this.context, snapshot));
  }

  async recover(options?: CallOptions): Promise<void> {
    const { interpreter } = await this.#open();
    await interpreter.run(recover(this.context), options);
  }

  /** Rejects with InvalidTableState or Unsupported where the catalog cannot be changed. */
  async assertWritable(): Promise<void> {
    await (await this.#open()).manifest.assertWritable();
  }

  /** @returns whether the manifest table had too many small fragments and was compacted */
  async compact(): Promise<boolean> {
    return (await this.#open()).manifest.compact();
  }

  assertNamespace(snapshot: Snapshot, path: readonly string[]): void {
    requireNamespace(path, (part) => snapshot.kind(storedId(part)));
  }

  /** The row of a table; for a root table that exists by its folder alone, the row that it would have. */
  async findTable(path: readonly string[], options?: CallOptions): Promise<Row> {
    const id = storedId(path);
    return this.atOneVersion(options, async (snapshot) => {
      const row = this.#findRow(snapshot, path, id);
      if (row) return { result: row, rowsOnly: true };
      const status =
        this.context.listing && parentOf(id) === "" ? await this.folder.status(rootLocation(id)) : "absent";
      if (status !== "table" && status !== "declared") throw tableNotFound(path);
      const listed = storedRow({ id, kind: "table", location: rootLocation(id), properties: {} });
      return { result: listed, rowsOnly: false };
    });
  }

  /**
   * Rows and folders cannot be read at once, and a folder without a row may have had one in between. A result that depends on both
   * is computed again if another commit was made meanwhile.
   */
  async atOneVersion<T>(
    options: CallOptions | undefined,
    work: (snapshot: Snapshot) => Promise<{ readonly result: T; readonly rowsOnly: boolean }>,
  ): Promise<T> {
    let snapshot = await this.snapshot(options);
    let seen = await work(snapshot);
    for (const more = boundedAttempts(maxReadRetries, maxReadMs); more(); ) {
      if (seen.rowsOnly) break;
      const latest = await this.snapshot(options);
      if (latest.version === snapshot.version) break;
      snapshot = latest;
      seen = await work(snapshot);
    }
    return seen.result;
  }

  #findRow(snapshot: Snapshot, path: readonly string[], id: string): Row | undefined {
    requireParent(path, (part) => snapshot.kind(storedId(part)));
    const kind = snapshot.kind(id);
    if (kind === "namespace") throw tableNotFound(path, kind);
    const row = snapshot.decidingRow(id);
    if (row) {
      if (kind === undefined) throw tableNotFound(path);
      if (!row.readable) {
        throw new InternalError(
          `The catalog's entry of table ${JSON.stringify(path)} is damaged: its metadata is not a JSON object of strings.`,
        );
      }
    }
    return row;
  }

  /** The folder that holds a table's data. During a move, and after a crash in the middle of one, the folder that holds something. */
  async folderOf(row: Row): Promise<string> {
    const folders = possibleFolders(row);
    const folder = folders.length > 1 ? await this.folder.first(folders) : undefined;
    const location = folder ?? folders[0];
    if (location !== undefined) return location;
    throw new InvalidTableStateError(
      `The catalog's entry of table ${JSON.stringify(pathOf(row.id))} has no location.`,
    );
  }

  /** The URI of that folder. */
  async uriOf(row: Row): Promise<string> {
    return this.folder.uri(await this.folderOf(row));
  }

  /**
   * The storage options that describe and declare return for a table; undefined unless the catalog vends them, and for a caller who
   * receives none. Rejects if credentials cannot be obtained.
   */
  async vendedOptions(
    table: VendedTable,
    options?: CallOptions,
  ): Promise<Record<string, string> | undefined> {
    if (this.#vending !== undefined) return this.#vending.vend(table, options);
    if (this.#options.vendInputStorageOptions !== true) return undefined;
    const storageOptions = { ...(await this.folder.storageOptions()) };
    const { vendInputStorageOptionsRefreshIntervalMillis: interval } = this.#options;
    if (interval === undefined) return storageOptions;
    // Vended options must not claim to be valid for longer than the options that they come from.
    const end = Number(storageOptions["expires_at_millis"] ?? Number.POSITIVE_INFINITY);
    return { ...storageOptions, expires_at_millis: String(Math.min(Date.now() + interval, end)) };
  }

  /** The options with which a new table is written; none if the engine that writes it gets them from the provider. */
  async writeOptions(): Promise<Readonly<Record<string, string>>> {
    const isProvided = this.#options.storageOptionsProvider !== undefined;
    return isProvided && this.#options.vendInputStorageOptions !== true ? {} : this.folder.storageOptions();
  }

  get managedVersioning(): { managed_versioning: true } | Record<string, never> {
    return this.#options.tableVersionTrackingEnabled === true ? { managed_versioning: true } : {};
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    this.#vending?.close();
    if (opened === undefined) return;
    await opened.interpreter.idle();
    await opened.manifest.close();
    await opened.engine.close();
    await this.folder.close();
  }

  async #open(): Promise<Opened> {
    if (this.#closed) throw new InvalidInputError("The directory catalog is closed.");
    this.#opened ??= (async () => {
      const storage =
        this.#options.storageOptionsProvider === undefined
          ? { storageOptions: { ...(await this.folder.storageOptions()) } }
          : { storageOptionsProvider: () => this.folder.storageOptions() };
      const engine = await openTableEngine({ ...storage, cacheBytes });
      const manifest = new Manifest(engine, this.folder);
      return {
        engine,
        manifest,
        interpreter: new EffectInterpreter(manifest, this.folder, this.#options.timing),
      };
    })();
    return this.#opened;
  }
}
