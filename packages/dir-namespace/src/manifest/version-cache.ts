import type { Fragment, Table } from "@lancetree/tables";
import { noRows } from "../index/row-index.ts";
import { Mutex } from "./concurrency.ts";
import type { ManifestTable } from "./manifest-table.ts";
import { closeQuietly } from "./manifest-table.ts";
import { type ManifestContent, readContent } from "./read-content.ts";
import { readDifference } from "./read-difference.ts";

/** So many versions are kept. They share nearly all that they hold. */
const maxVersions = 64;
/** Rows of which a version may be kept that shares nothing with the others. */
const smallVersionRows = 2000;

interface Known {
  readonly version: number;
  readonly content: ManifestContent;
  /** Absent where row ids do not say in which fragment a row stands. */
  readonly fragments: readonly Fragment[] | undefined;
}

/** What the manifest table holds at any version. Where little differs from one that is known, only that is read. */
export class VersionCache {
  readonly #files: ManifestTable;
  /** Held by whoever moves these tables from version to version. */
  readonly #mutex = new Mutex();
  #from: Table | undefined;
  #to: Table | undefined;
  #known: readonly Known[] = [];

  constructor(files: ManifestTable) {
    this.#files = files;
  }

  /** @param table stands at the version */
  of(table: Table, version: number): Promise<ManifestContent> {
    return this.#mutex.run(() => this.#read(table, version));
  }

  /** Undefined for a version that somebody has pruned. Version 0 is the catalog before its table was there. */
  at(version: number): Promise<ManifestContent | undefined> {
    return this.#mutex.run(async () => {
      if (version <= 0) return { rows: noRows, damage: [] };
      const exact = this.#exactly(version);
      if (exact) return exact;
      this.#to ??= await this.#files.open();
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

  async #read(table: Table, version: number): Promise<ManifestContent> {
    const exact = this.#exactly(version);
    if (exact) return exact;
    const metadata = await this.#files.metadata(version).catch(() => undefined);
    const known = { version, fragments: metadata?.hasAddresses ? metadata.fragments : undefined };
    // Whatever is the matter, reading all of it says so, or is all that is needed.
    const different = await this.#difference(table, known).catch(() => undefined);
    const content = different ?? (await readContent(table));
    if (different || content.rows.size <= smallVersionRows) {
      this.#known = [...this.#known, { ...known, content }].slice(-maxVersions);
    } else if (this.#known.every((other) => other.version < version)) {
      // Read whole it shares nothing with the others: to keep many would take several times the memory.
      this.#known = [{ ...known, content }];
    }
    return content;
  }

  async #difference(
    table: Table,
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

  async #openFrom(version: number): Promise<Table> {
    this.#from ??= await this.#files.open();
    await this.#from.checkout(version);
    return this.#from;
  }
}
