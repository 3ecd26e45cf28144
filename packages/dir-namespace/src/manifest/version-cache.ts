import type { Fragment, TableReader } from "@lancetree/tables";
import { noRows } from "../index/row-index.ts";
import { Mutex } from "./concurrency.ts";
import type { ManifestTable } from "./manifest-table.ts";
import { closeQuietly } from "./manifest-table.ts";
import { type ManifestContent, readContent } from "./read-content.ts";
import { readDifference } from "./read-difference.ts";

/** Maximum number of cached versions. They share nearly all of their rows. */
const maxVersions = 64;
/** Maximum number of rows of a version that is cached although it shares nothing with the others. */
const smallVersionRows = 2000;

interface Known {
  readonly version: number;
  readonly content: ManifestContent;
  /** Absent where row ids do not say which fragment a row is in. */
  readonly fragments: readonly Fragment[] | undefined;
}

/** The content of the manifest table at any version. If a version differs little from a cached one, only the difference is read. */
export class VersionCache {
  readonly #files: ManifestTable;
  /** Held while these tables are checked out at a version. */
  readonly #mutex = new Mutex();
  #from: TableReader | undefined;
  #to: TableReader | undefined;
  #known: readonly Known[] = [];

  constructor(files: ManifestTable) {
    this.#files = files;
  }

  /** @param table checked out at the version */
  of(table: TableReader, version: number): Promise<ManifestContent> {
    return this.#mutex.run(() => this.#read(table, version));
  }

  /** Undefined for a version that was pruned. Version 0 is the catalog before its table existed. */
  at(version: number): Promise<ManifestContent | undefined> {
    return this.#mutex.run(async () => {
      if (version <= 0) return { rows: noRows, damage: [] };
      const exact = this.#exactly(version);
      if (exact) return exact;
      this.#to ??= await this.#files.openReader();
      try {
        await this.#to.checkout(version);
      } catch {
        return undefined;
      }
      return this.#read(this.#to, version);
    });
  }

  close(): void {
    closeQuietly(this.#from);
    closeQuietly(this.#to);
    this.#from = undefined;
    this.#to = undefined;
    this.#known = [];
  }

  #exactly(version: number): ManifestContent | undefined {
    return this.#known.find((known) => known.version === version)?.content;
  }

  async #read(table: TableReader, version: number): Promise<ManifestContent> {
    const exact = this.#exactly(version);
    if (exact) return exact;
    const metadata = await this.#files.metadata(version).catch(() => undefined);
    const known = { version, fragments: metadata?.hasAddresses ? metadata.fragments : undefined };
    // If reading the difference fails, the whole version is read, which succeeds or reports the failure.
    const different = await this.#difference(table, known).catch(() => undefined);
    const content = different ?? (await readContent(table));
    if (different || content.rows.size <= smallVersionRows) {
      this.#known = [...this.#known, { ...known, content }].slice(-maxVersions);
    } else if (this.#known.every((other) => other.version < version)) {
      // A version that was read as a whole shares nothing with the others: caching many would take several times the memory.
      this.#known = [{ ...known, content }];
    }
    return content;
  }

  async #difference(
    table: TableReader,
    { version, fragments }: Pick<Known, "version" | "fragments">,
  ): Promise<ManifestContent | undefined> {
    const distance = (other: Known): number => Math.abs(other.version - version);
    const [near] = this.#known
      .filter((other) => other.fragments && other.content.damage.length === 0)
      .toSorted((left, right) => distance(left) - distance(right));
    if (near?.fragments === undefined || fragments === undefined) return undefined;
    const from = { open: () => this.#openFrom(near.version), fragments: near.fragments };
    const rows = await readDifference(near.content.rows, from, {
      open: () => Promise.resolve(table),
      fragments,
    });
    return rows && { rows: rows.compacted(), damage: [] };
  }

  async #openFrom(version: number): Promise<TableReader> {
    this.#from ??= await this.#files.openReader();
    await this.#from.checkout(version);
    return this.#from;
  }
}
