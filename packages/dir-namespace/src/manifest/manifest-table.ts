import { setTimeout as sleep } from "node:timers/promises";
import { ConcurrentModificationError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { type Table, type TableEngine, type TableReader, toNamespaceError } from "@lancetree/tables";
import type { CatalogFolder } from "../folders/catalog-folder.ts";
import { writeTableOnce } from "../folders/catalog-folder.ts";
import { boundedAttempts } from "../model/attempts.ts";
import { newToken } from "../model/new-token.ts";
import { CatalogPresence, fileOf } from "./catalog-presence.ts";
import { manifestSchema, primaryKey } from "./manifest-schema.ts";
import { demandKnownFlags, readVersionMetadata, type VersionMetadata } from "./version-file.ts";

export const manifestTableName = "__manifest";
/** Limits of waiting for another process that is creating the table: in attempts and in milliseconds. */
const maxAttempts = 50;
const maxOpeningMs = 30_000;
/** The table that LanceDB's errors are about. */
export const lanceSubject: { readonly table: string; readonly location: string } = {
  table: manifestTableName,
  location: manifestTableName,
};

/** The folder and the files of the manifest table. Opens and creates it. */
export class ManifestTable {
  readonly #engine: TableEngine;
  readonly #folder: CatalogFolder;
  readonly presence: CatalogPresence;
  #known: { readonly version: number; readonly metadata: VersionMetadata } | undefined;
  /** The version file that was read last. Such a file never changes. */
  #read: { readonly version: number; readonly metadata: VersionMetadata } | undefined;

  constructor(engine: TableEngine, folder: CatalogFolder) {
    this.#engine = engine;
    this.#folder = folder;
    this.presence = new CatalogPresence(folder);
  }

  /** Rejects with Unsupported when a version uses features that forbid the access. */
  async assertKnownFlags(version: number, access: "read" | "write"): Promise<void> {
    if (this.#known?.version !== version) this.#known = { version, metadata: await this.metadata(version) };
    demandKnownFlags(this.#known.metadata, access);
  }

  /** Says that this process made a version. If it follows the one whose flags are known, its flags are the same. */
  noteOwnCommit(version: number): void {
    if (this.#known?.version === version - 1) this.#known = { ...this.#known, version };
  }

  get isOnDisk(): boolean {
    return this.#folder.path !== undefined;
  }

  forget(): void {
    this.#known = undefined;
    this.#read = undefined;
    this.presence.forget();
  }

  async metadata(version: number): Promise<VersionMetadata> {
    if (this.#read?.version !== version) {
      const bytes = await this.#folder.readFile(fileOf(version));
      this.#read = { version, metadata: readVersionMetadata(bytes) };
    }
    return this.#read.metadata;
  }

  /** An upper bound of the addresses of a version's rows. Undefined when its row ids need not be addresses. */
  async addressBound(version: number): Promise<bigint | undefined> {
    const { fragments, hasAddresses } = await this.metadata(version);
    // The upper half of an address is the number of its fragment.
    const last = Math.max(-1, ...fragments.map(({ id }) => id));
    return hasAddresses ? (BigInt(last + 1) << 32n) - 1n : undefined;
  }

  openReader(): Promise<TableReader> {
    return this.#engine.openReader(this.#folder.uri(manifestTableName));
  }

  /** Opens the table for reading; undefined if it does not exist. */
  openExistingReader(): Promise<TableReader | undefined> {
    return this.#existing(() => this.openReader());
  }

  async #existing<Opened extends Pick<Table, "close">>(
    open: () => Promise<Opened>,
  ): Promise<Opened | undefined> {
    // On a disk LanceDB would create the folder that it is asked to open.
    if (this.isOnDisk) return (await this.presence.exists()) ? open() : undefined;
    // A bucket may be far away, so that both are asked at the same time.
    const [exists, opened] = await Promise.allSettled([this.presence.exists(), open()]);
    if (exists.status === "fulfilled" && exists.value) {
      if (opened.status === "rejected") throw opened.reason;
      return opened.value;
    }
    if (opened.status === "fulfilled") closeQuietly(opened.value);
    if (exists.status === "rejected") throw exists.reason;
    return undefined;
  }

  #open(): Promise<Table> {
    return this.#engine.open({ location: this.#folder.uri(manifestTableName) });
  }

  /** Opens the table for writing. Creates it if it does not exist, and gives it the primary key if it has none. */
  async openWriter(): Promise<Table> {
    await this.#folder.assertWritable();
    const writer =
      (await this.#existing(() => this.#open()).catch(ignoreIncomplete)) ?? (await this.#openCreated());
    for (const more = boundedAttempts(maxAttempts, maxOpeningMs); more(); ) {
      if (await hasPrimaryKey(writer)) return writer;
      try {
        // Catalogs from before 2026 have none, and without it two writers can insert the same id.
        await writer.updateFieldMetadata([{ path: "object_id", metadata: { [primaryKey]: "0" } }]);
      } catch (thrown) {
        const error = toNamespaceError(thrown, lanceSubject);
        if (!isNamespaceError(error, 14)) throw error;
        await sleep(5 + Math.random() * 40);
        await writer.checkoutLatest();
      }
    }
    if (await hasPrimaryKey(writer)) return writer;
    throw new ConcurrentModificationError(
      "The catalog's table could not be given its primary key: other writers committed first each time. Try again.",
    );
  }

  /** Rejects with Unsupported where the storage cannot protect the catalog from lost changes. */
  assertWritable(): Promise<void> {
    return this.#folder.assertWritable();
  }

  /** Creates the catalog's folder if it does not exist. */
  prepareRoot(): Promise<void> {
    return this.#folder.create();
  }

  /** The table appears whole or not at all, and never replaces one that another process created meanwhile. */
  async #create(): Promise<void> {
    await this.prepareRoot();
    const draft = `${newToken()}_manifest`;
    try {
      await writeTableOnce(this.#folder, draft, async () => {
        (await this.#engine.createEmpty({ location: this.#folder.uri(draft) }, manifestSchema())).close();
      });
    } catch (error) {
      await this.#folder.discard(draft).catch(() => undefined);
      throw error;
    }
    if (!(await this.#folder.publishManifest(draft))) await this.#folder.discard(draft);
  }

  /** Another process may be creating the table: its folder appears before its first version. */
  async #openCreated(): Promise<Table> {
    if (!(await this.presence.exists())) await this.#create();
    for (const more = boundedAttempts(maxAttempts, maxOpeningMs); more(); ) {
      try {
        return await this.#open();
      } catch (error) {
        if (!isNamespaceError(error, 4)) throw error;
        await sleep(20);
      }
    }
    throw new ServiceUnavailableError(
      "The catalog's table does not exist: another process that was creating it did not finish. Try again.",
    );
  }
}

/** Ignores that a table has no version yet. */
function ignoreIncomplete(error: unknown): undefined {
  if (!isNamespaceError(error, 4)) throw error;
}

async function hasPrimaryKey(table: Table): Promise<boolean> {
  const key = (await table.schema()).fields.find((field) => field.name === "object_id");
  return key?.metadata.has(primaryKey) === true;
}

/**
 * Closes a table. LanceDB refuses that for a moment after a call on the table has returned; the table is then freed with
 * its last reference.
 */
export function closeQuietly(table: Pick<Table, "close"> | undefined): void {
  try {
    table?.close();
  } catch {
    // See above.
  }
}
