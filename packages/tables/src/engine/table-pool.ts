import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { FileStatus } from "../lance-files/file-status.ts";
import { localFolder } from "../lance-files/manifest-files.ts";
import { manifestName } from "../lance-files/manifest-name.ts";
import { hasExpiry } from "./held-target.ts";
import type { TableEngine } from "./table-engine.ts";
import type { TableTarget } from "./table-target.ts";

/** An open table at its latest version, which one call uses. */
export interface PooledTable {
  readonly table: Table;
  /** Gives the table back. A table that is checked out at another branch, or that a call failed with, is to be closed instead. */
  readonly release: () => void;
}

interface IdleTable {
  readonly key: string;
  readonly table: Table;
  readonly files: FileStatus;
  readonly releasedAt: number;
  /** Size of the manifest, which is most of the table's memory. */
  readonly bytes: number;
}

/** Limits of the tables that are open while no call uses them. */
export interface PoolLimits {
  readonly tables: number;
  /** Of all manifests together. */
  readonly manifestBytes: number;
  /** Milliseconds after which a table is closed. */
  readonly idleMs: number;
}

const defaultLimits: PoolLimits = { tables: 64, manifestBytes: 32 * 1024 * 1024, idleMs: 30_000 };

/**
 * Keeps tables open between calls, because opening a table takes longer than many queries. Each call has a table for itself, at the
 * version that was the latest when the call began. Tables that are not on a local disk, and those whose storage options expire, are
 * opened for each call.
 */
export class TablePool {
  readonly #engine: Pick<TableEngine, "open">;
  readonly #limits: PoolLimits;
  /** Ordered by the time of their release. */
  #idle: IdleTable[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(engine: Pick<TableEngine, "open">, limits: PoolLimits = defaultLimits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  /** Rejects as the engine does. */
  async acquire(target: TableTarget): Promise<PooledTable> {
    const folder = hasExpiry(target) ? undefined : localFolder(target.location);
    if (folder === undefined) return unpooled(await this.#engine.open(target));
    const key = JSON.stringify([target.location, target.name, target.storageOptions]);
    const kept = this.#take(key);
    if (kept) {
      const { table, files } = kept;
      const bytes = await checkOutLatest(table, folder, files);
      if (bytes !== undefined) return this.#lend({ key, table, files, bytes });
      closeQuietly(table);
    }
    const table = await this.#engine.open(target);
    const files = new FileStatus(folder);
    return this.#lend({ key, table, files, bytes: (await manifestBytes(table, folder, files)) ?? 0 });
  }

  /** Closes the tables that no call uses; a table that a call uses is closed when it is given back. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#closeOldest(this.#idle.length);
  }

  #lend(lent: Omit<IdleTable, "releasedAt">): PooledTable {
    let isReleased = false;
    return {
      table: lent.table,
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#keep({ ...lent, releasedAt: performance.now() });
      },
    };
  }

  /** Takes the table that was released last. */
  #take(key: string): IdleTable | undefined {
    const index = this.#idle.findLastIndex((idle) => idle.key === key);
    return index < 0 ? undefined : this.#idle.splice(index, 1)[0];
  }

  #keep(released: IdleTable): void {
    if (this.#isClosed || !released.table.isOpen()) {
      closeQuietly(released.table);
      return;
    }
    this.#idle.push(released);
    const { tables, manifestBytes: maxBytes, idleMs } = this.#limits;
    let bytes = this.#idle.reduce((sum, idle) => sum + idle.bytes, 0);
    let excess = 0;
    for (const idle of this.#idle) {
      if (this.#idle.length - excess <= tables && bytes <= maxBytes) break;
      bytes -= idle.bytes;
      excess++;
    }
    this.#closeOldest(excess);
    this.#timer ??= setTimeout(() => this.#closeUnused(), idleMs).unref();
  }

  #closeUnused(): void {
    this.#timer = undefined;
    const end = performance.now() - this.#limits.idleMs;
    const kept = this.#idle.findIndex(({ releasedAt }) => releasedAt > end);
    this.#closeOldest(kept < 0 ? this.#idle.length : kept);
    const [oldest] = this.#idle;
    if (oldest) this.#timer = setTimeout(() => this.#closeUnused(), oldest.releasedAt - end).unref();
  }

  #closeOldest(count: number): void {
    for (const { table } of this.#idle.splice(0, count)) closeQuietly(table);
  }
}

/** A table that is closed when its call has ended. */
export function unpooled(table: Table): PooledTable {
  return { table, release: () => table.close() };
}

/**
 * Checks out the latest version of a kept table, and returns the size of its manifest; undefined when the table was replaced or dropped.
 * LanceDB keeps its version where another table with fewer versions is at the location, so the manifest must exist.
 */
async function checkOutLatest(table: Table, folder: string, files: FileStatus): Promise<number | undefined> {
  try {
    await table.checkoutLatest();
    return await manifestBytes(table, folder, files);
  } catch {
    // The table is opened once more, which reports why.
    return undefined;
  }
}

async function manifestBytes(table: Table, folder: string, files: FileStatus): Promise<number | undefined> {
  const version = await table.version();
  for (const naming of ["V2", "V1"] as const) {
    const path = join(folder, "_versions", manifestName(version, naming));
    // oxlint-disable-next-line no-await-in-loop
    const found = await files.of(path).catch(() => undefined);
    if (found) return found.size;
  }
  return undefined;
}

/** LanceDB refuses to close a table for a moment after a call on it; the table is then freed with its last reference. */
function closeQuietly(table: Table): void {
  try {
    table.close();
  } catch {
    // See above.
  }
}
