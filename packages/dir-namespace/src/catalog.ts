import {
  type CallOptions,
  InternalError,
  InvalidInputError,
  InvalidTableStateError,
  requireNamespace,
  requireParent,
  tableNotFound,
} from "@lancetree/core";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import type { CatalogFolder } from "./folders/catalog-folder.ts";
import { openFolder } from "./folders/open-folder.ts";
import { EffectInterpreter, type Stage } from "./interpreter.ts";
import { Manifest } from "./manifest/manifest.ts";
import { boundedAttempts } from "./model/attempts.ts";
import type { Operation } from "./model/effect.ts";
import { intentProperty } from "./model/intent.ts";
import { newToken } from "./model/new-token.ts";
import { objectId, parentOf, pathOf, separator } from "./model/object-id.ts";
import { possibleFolders, type Row, storedRow } from "./model/row.ts";
import type { Snapshot } from "./model/snapshot.ts";
import { rootLocation } from "./model/table-folders.ts";
import { recover, recoverInBackground } from "./operations/complete-intent.ts";
import type { OperationContext } from "./operations/operation-context.ts";
import type { DirectoryNamespaceOptions } from "./options/directory-options.ts";
import { allowedStaleness } from "./options/staleness.ts";

/** How often an operation starts again while others keep changing what it works on. */
const maxAttempts = 300;
/** How often a read out of rows and folders starts again; then somebody writes all the time, and what was seen last is answered. */
const maxReadRetries = 20;
/** Milliseconds after which it starts no more. */
const maxReadMs = 10_000;

/** Bytes for each of LanceDB's caches: a few versions of the manifest and what tables need to be opened. */
const cacheBytes = 2 ** 25;

interface Opened {
  readonly engine: TableEngine;
  readonly manifest: Manifest;
  readonly interpreter: EffectInterpreter;
}

/** An open directory: what its operations stand on. Opens LanceDB at the first use and writes nothing by that. */
export class Catalog {
  readonly folder: CatalogFolder;
  readonly context: OperationContext;
  readonly #options: DirectoryNamespaceOptions;
  #opened: Promise<Opened> | undefined;
  #closed = false;
  #recovered = false;

  constructor(options: DirectoryNamespaceOptions) {
    this.folder = openFolder(options.root, options.storageOptions);
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

  /** The catalog as reads see it: as old as the configured consistency and the call allow. */
  async snapshot(options: CallOptions = {}): Promise<Snapshot> {
    options.signal?.throwIfAborted();
    const { manifest } = await this.#open();
    const snapshot = await manifest.latest(allowedStaleness(this.#options.readConsistencyInterval, options));
    options.signal?.throwIfAborted();
    return snapshot;
  }

  /** Runs a change of the catalog. The first one settles what stopped processes left behind. */
  async change<T>(operation: Operation<T>, options?: CallOptions, stage?: Stage): Promise<T> {
    options?.signal?.throwIfAborted();
    const { manifest, interpreter } = await this.#open();
    if (!this.#recovered) {
      this.#recovered = true;
      const snapshot = await manifest.latest(0);
      const [withIntent] = snapshot.rows.withIntent();
      // Nobody waits for it: every operation also finishes by itself what stands in its own way.
      if (withIntent)
        void interpreter.run(recoverInBackground(this.context, snapshot)).catch(() => undefined);
    }
    return interpreter.run(operation, options, stage);
  }

  async recover(options?: CallOptions): Promise<void> {
    const { interpreter } = await this.#open();
    await interpreter.run(recover(this.context), options);
  }

  /** Rejects with InvalidTableState or Unsupported where the catalog cannot be changed. */
  async assertWritable(): Promise<void> {
    await (await this.#open()).manifest.assertWritable();
  }

  /** @returns whether the catalog's table had fallen into too many pieces */
  async compact(): Promise<boolean> {
    return (await this.#open()).manifest.compact();
  }

  assertNamespace(snapshot: Snapshot, path: readonly string[]): void {
    requireNamespace(path, (part) => snapshot.kind(storedId(part)));
  }

  /** The row of a table; for a root table that others made by folder name alone, the row that it would have. */
  async findTable(path: readonly string[], options?: CallOptions): Promise<Row> {
    const id = storedId(path);
    return this.atOneVersion(options, async (snapshot) => {
      const row = this.#findRow(snapshot, path, id);
      if (row) return { answer: row, isByRows: true };
      const status =
        this.context.listing && parentOf(id) === "" ? await this.folder.status(rootLocation(id)) : "absent";
      if (status !== "table" && status !== "declared") throw tableNotFound(path);
      const listed = storedRow({ id, kind: "table", location: rootLocation(id), properties: {} });
      return { answer: listed, isByRows: false };
    });
  }

  /**
   * Rows and folders cannot be read at once, and a folder without a row may have had one in between: an answer out of both is
   * worked out again if a commit came meanwhile.
   */
  async atOneVersion<T>(
    options: CallOptions | undefined,
    work: (snapshot: Snapshot) => Promise<{ readonly answer: T; readonly isByRows: boolean }>,
  ): Promise<T> {
    let snapshot = await this.snapshot(options);
    let seen = await work(snapshot);
    for (const more = boundedAttempts(maxReadRetries, maxReadMs); more(); ) {
      if (seen.isByRows) break;
      const latest = await this.snapshot(options);
      if (latest.version === snapshot.version) break;
      snapshot = latest;
      seen = await work(snapshot);
    }
    return seen.answer;
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

  /** Where a table's data lies. While it is being moved, and after a crash in between, that is where it is found. */
  async folderOf(row: Row): Promise<string> {
    const folders = possibleFolders(row);
    const folder = folders.length > 1 ? await this.folder.first(folders) : undefined;
    const location = folder ?? folders[0];
    if (location !== undefined) return location;
    throw new InvalidTableStateError(
      `The catalog's entry of table ${JSON.stringify(pathOf(row.id))} has no location.`,
    );
  }

  /** Storage options for whoever asks where a table is; undefined unless the catalog vends them. */
  vendedOptions(): Record<string, string> | undefined {
    if (this.#options.vendInputStorageOptions !== true) return undefined;
    const { storageOptions, vendInputStorageOptionsRefreshIntervalMillis: interval } = this.#options;
    if (interval === undefined) return { ...storageOptions };
    // Nothing that is handed out may claim to hold longer than what it is made from.
    const end = Number(storageOptions?.["expires_at_millis"] ?? Number.POSITIVE_INFINITY);
    return { ...storageOptions, expires_at_millis: String(Math.min(Date.now() + interval, end)) };
  }

  storageOptions(): Record<string, string> {
    return { ...this.#options.storageOptions };
  }

  get managedVersioning(): { managed_versioning: true } | Record<string, never> {
    return this.#options.tableVersionTrackingEnabled === true ? { managed_versioning: true } : {};
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    if (opened === undefined) return;
    await opened.interpreter.idle();
    await opened.manifest.close();
    await opened.engine.close();
    await this.folder.close();
  }

  async #open(): Promise<Opened> {
    if (this.#closed) throw new InvalidInputError("The directory catalog is closed.");
    this.#opened ??= (async () => {
      const engine = await openTableEngine({
        storageOptions: this.storageOptions(),
        cacheBytes: cacheBytes,
      });
      const manifest = new Manifest(engine, this.folder);
      return { engine, manifest, interpreter: new EffectInterpreter(manifest, this.folder) };
    })();
    return this.#opened;
  }
}

/** The stored id of a path. A component that holds the separator names nothing that a path could mean. */
export function storedId(path: readonly string[]): string {
  const orphan = path.find((component) => component.includes(separator));
  if (orphan !== undefined) {
    throw new InvalidInputError(
      `${JSON.stringify(orphan)} holds ${JSON.stringify(separator)}, which separates the components of stored identifiers.`,
    );
  }
  return objectId(path);
}

export function checkedProperties(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!Object.hasOwn(properties, intentProperty)) return properties;
  throw new InvalidInputError(`The property ${JSON.stringify(intentProperty)} is reserved.`);
}
