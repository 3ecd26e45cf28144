import type { Table } from "@lancedb/lancedb";
import { type Batch, openArrow } from "@lancetree/arrow";
import { type NativeRows, type NativeSource, nativeSource } from "./native.ts";

/** Rows that are read: those that meet a condition, those at some addresses, or all. */
export interface RowSelection {
  readonly columns: readonly string[];
  /** In SQL. */
  readonly where?: string | undefined;
  readonly addresses?: readonly number[] | undefined;
}

/**
 * A table that is read and not changed. Rows are returned as bytes, so that reading loads neither LanceDB's classes nor apache-arrow.
 * Methods reject with LanceDB's errors, which `toNamespaceError` translates.
 */
export interface TableReader {
  version(): Promise<number>;
  checkout(version: number): Promise<void>;
  checkoutLatest(): Promise<void>;
  /** Batches of at most 65,536 rows; none if there are no rows. */
  read(selection: RowSelection): Promise<Batch[]>;
  /** LanceDB refuses to close a table for a moment after a call on it. */
  close(): void;
}

const maxBatchLength = 1 << 16;

/** Reads an open table. Both are at the same version, and closing one closes the other. */
export function tableReader(table: Table): TableReader {
  return new NativeReader(nativeSource(table));
}

export class NativeReader implements TableReader {
  readonly #native: NativeSource;

  constructor(native: NativeSource) {
    this.#native = native;
  }

  version(): Promise<number> {
    return this.#native.version();
  }

  checkout(version: number): Promise<void> {
    return this.#native.checkout(version);
  }

  checkoutLatest(): Promise<void> {
    return this.#native.checkoutLatest();
  }

  async read({ columns, where, addresses }: RowSelection): Promise<Batch[]> {
    const rows = addresses ? this.#native.takeRowIds(addresses.map(BigInt)) : this.#filtered(where);
    rows.selectColumns([...columns]);
    const files = await rows.execute(maxBatchLength);
    const batches: Batch[] = [];
    for (let file = await files.next(); file !== null; file = await files.next()) {
      for await (const { batch } of (await openArrow(file)).batches) {
        if (batch.length > 0) batches.push(batch);
      }
    }
    return batches;
  }

  close(): void {
    this.#native.close();
  }

  #filtered(where: string | undefined): NativeRows {
    const query = this.#native.query();
    if (where !== undefined) query.onlyIf(where);
    return query;
  }
}
