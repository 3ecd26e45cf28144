import { createRequire } from "node:module";
import { join } from "node:path";
import type { Connection, Query, Session, Table, VectorQuery } from "@lancedb/lancedb";
import { InternalError } from "@lancetree/core";
import { usedCopy } from "./lancedb.ts";

/**
 * LanceDB's native objects, which take and return Arrow IPC files as bytes. LanceDB's classes decode them with
 * apache-arrow, which lacks types that Lance stores; here the bytes are passed on unchanged. No other file uses
 * LanceDB's internals.
 */
export interface NativeTable {
  /** The schema as an Arrow IPC file without rows. */
  schema(): Promise<Uint8Array>;
  add(file: Buffer, mode: "append" | "overwrite"): Promise<{ version: number }>;
  /** Adds columns that are null in every row. */
  addColumnsWithSchema(file: Buffer): Promise<{ version: number }>;
  alterColumns(alterations: readonly NativeAlteration[]): Promise<{ version: number }>;
  mergeInsert(on: string[]): NativeMerge;
}

/** The native object of a table, as far as `TableReader` uses it. */
export interface NativeSource {
  version(): Promise<number>;
  checkout(version: number): Promise<void>;
  checkoutLatest(): Promise<void>;
  query(): NativeRows & { onlyIf(condition: string): void };
  takeRowIds(addresses: bigint[]): NativeRows;
  close(): void;
}

/** A query without its text or vector search. */
export interface NativeRows extends Pick<NativeQuery, "execute"> {
  selectColumns(columns: string[]): void;
  withRowId(): void;
}

/** LanceDB's native part, as far as it is used here. LanceDB's classes wrap its objects. */
interface NativePart {
  readonly Connection: {
    new: (
      uri: string,
      options: { session?: Session },
    ) => Promise<{ openTable(name: string, namespacePath: string[], options: object): Promise<unknown> }>;
  };
  readonly Session: typeof Session;
}

/** Loading it takes a tenth of the time of loading LanceDB's classes, so that it is loaded at once. */
export const nativePart: NativePart = createRequire(import.meta.url)(
  join(usedCopy.folder, "dist", "native.js"),
);

/** A change of a column. */
export interface NativeAlteration {
  readonly path: string;
  readonly rename?: string;
  readonly nullable?: boolean;
  /** A type in Lance's names, as JSON. */
  readonly dataType?: string;
}

export interface NativeMerge {
  whenMatchedUpdateAll(condition?: string): NativeMerge;
  whenNotMatchedInsertAll(): NativeMerge;
  whenNotMatchedBySourceDelete(filter?: string): NativeMerge;
  useIndex(useIndex: boolean): NativeMerge;
  setTimeout(milliseconds: number): void;
  execute(file: Buffer): Promise<MergeResult>;
}

export interface MergeResult {
  readonly version: number;
  readonly numInsertedRows: number;
  readonly numUpdatedRows: number;
  readonly numDeletedRows: number;
  readonly numAttempts: number;
}

export interface NativeQuery {
  outputSchema(): Promise<Uint8Array>;
  /** Each call of the iterator returns an Arrow IPC file with one batch, and null after the last batch. */
  execute(maxBatchLength?: number, timeoutMs?: number): Promise<{ next(): Promise<Uint8Array | null> }>;
}

/** Where a table is to be created, as LanceDB's native connection takes it. */
export interface NativeCreation {
  readonly name: string;
  readonly namespacePath: string[];
  readonly mode: string;
  /** In snake case. */
  readonly storageOptions: Record<string, string>;
}

type Create = (
  name: string,
  file: Buffer,
  mode: string,
  namespacePath: string[],
  storageOptions: Record<string, string>,
) => Promise<object>;

/** @throws InternalError where this version of LanceDB has no such object */
export function nativeTable(table: Table): NativeTable {
  const native = innerOf(table);
  if (has<NativeTable>(native, ["schema", "add", "addColumnsWithSchema", "alterColumns", "mergeInsert"]))
    return native;
  throw moved("table");
}

/** As `nativeTable`, for reading alone. */
export function nativeSource(table: Table): NativeSource {
  return asSource(innerOf(table));
}

/** Opens the table of a name below a URI. */
export async function openNative(
  uri: string,
  name: string,
  options: { session?: Session },
): Promise<NativeSource> {
  const connection = await nativePart.Connection.new(uri, options);
  return asSource(await connection.openTable(name, [], {}));
}

function asSource(native: unknown): NativeSource {
  const names = ["version", "checkout", "checkoutLatest", "query", "takeRowIds", "close"] as const;
  if (has<NativeSource>(native, names)) return native;
  throw moved("table");
}

/** As `nativeTable`. A query that waits for its vector, or for the kind of its text search, creates its object later. */
export async function nativeQuery(query: Query | VectorQuery): Promise<NativeQuery> {
  const native: unknown = await innerOf(query);
  if (has<NativeQuery>(native, ["outputSchema", "execute"])) return native;
  throw moved("query");
}

/** Creates a table from an Arrow IPC file, and returns LanceDB's own object for it. */
export async function createFromFile(
  connection: Connection,
  file: Uint8Array,
  { name, namespacePath, mode, storageOptions }: NativeCreation,
): Promise<Table> {
  const native = innerOf(connection);
  if (!has<{ createTable: Create }>(native, ["createTable"])) throw moved("connection");
  const table = await native.createTable(name, toBuffer(file), mode, namespacePath, storageOptions);
  // A connection of the same class, whose native object opens this table, returns the same object as LanceDB.
  const opener: unknown = Reflect.construct(connection.constructor, [{ openTable: async () => table }]);
  if (!has<Connection>(opener, ["openTable"])) throw moved("connection");
  return opener.openTable(name);
}

export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function innerOf(object: object): unknown {
  return Reflect.get(object, "inner");
}

function has<Native>(native: unknown, methods: readonly (keyof Native & string)[]): native is Native {
  if (typeof native !== "object" || native === null) return false;
  return methods.every((name) => typeof Reflect.get(native, name) === "function");
}

function moved(what: string): InternalError {
  return new InternalError(
    `This version of LanceDB does not have the native ${what} where the tested version has it; install the tested version.`,
  );
}
