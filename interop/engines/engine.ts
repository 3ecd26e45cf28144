import type { WorkerProcess } from "../harness/worker-process.ts";

/** How an engine reaches a server. */
export interface Address {
  readonly url: string;
  readonly key?: string | undefined;
  /** The database of a federation. */
  readonly database?: string | undefined;
}

export interface Person {
  readonly id: number;
  readonly name: string;
}

/**
 * What the program of an engine can be asked for; the names are the same in Python. Programs fail where the engine has no way to do
 * something. A path names a table or a namespace by its components.
 */
export interface EngineMethods extends Record<string, (...parameters: never[]) => unknown> {
  open(address: Address): void;
  createNamespace(path: readonly string[]): void;
  listNamespaces(path: readonly string[]): string[];
  createTable(path: readonly string[], rows: readonly Person[]): void;
  /** The names of the tables of a namespace. */
  listTables(path: readonly string[]): string[];
  /** The names of a table's columns. */
  columns(path: readonly string[]): string[];
  /** The rows that fulfil an SQL condition, with these columns. */
  read(path: readonly string[], condition: string, columns: readonly string[]): object[];
  append(path: readonly string[], rows: readonly Person[]): void;
  /** Appends each list of rows in a worker of its own, all at the same time. */
  appendByWorkers(path: readonly string[], lists: readonly (readonly Person[])[]): void;
  overwrite(path: readonly string[], rows: readonly Person[]): void;
  drop(path: readonly string[]): void;
}

export type EngineProcess = WorkerProcess<EngineMethods>;

/** A step that an engine is known to fail: a pattern for the message, and the reason in one clause. */
export interface Limit {
  readonly message: RegExp;
  readonly reason: string;
}

/** A distributed engine, which is a client of our server. */
export interface Engine {
  /** As in the matrix. */
  readonly client: string;
  readonly version: string;
  /** The heading of its section in docs/engines.md. */
  readonly section: string;
  /** Whether it can send a header, which a federation of several databases needs. */
  readonly sendsHeaders: boolean;
  /** Whether it opens each table of a namespace that it lists, so that only the long form lists 1,001. */
  readonly opensListed: boolean;
  /** Whether only the long form runs it. */
  readonly isLong?: boolean;
  /** The levels of namespaces that it can name. */
  readonly levels: number;
  /** By the name of the step. */
  readonly limits: Readonly<Record<string, Limit>>;
  /** A file below `interop/python`. */
  readonly program: string;
  /** Installs what the program needs, and returns the interpreter of Python. */
  readonly installPython: () => string;
}
