import type {
  Connection,
  CreateTableOptions,
  Data,
  OpenTableOptions,
  SchemaLike,
  Session,
  Table,
} from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { type BridgedEngine, openBridgedEngine } from "./bridged-engine.ts";
import type { ContentOptions, TableContent } from "./encode-table.ts";
import { requireOwnSession, warnOfOtherCopies } from "./lancedb-copies.ts";
import { nativePart } from "./native.ts";
import { openDirectly } from "./open-directly.ts";
import type { TableEngine, TableEngineOptions } from "./table-engine.ts";
import type { TableNames } from "./table-names.ts";
import { type TableReader, tableReader } from "./table-reader.ts";
import type { TableTarget } from "./table-target.ts";

/**
 * Starts an engine, the part of Lancetree that calls LanceDB.
 *
 * LanceDB for JavaScript opens tables by name below one folder only. It also accepts locations from a REST namespace,
 * so the engine serves one on loopback, in which a table is registered for the duration of one call. Only tables whose
 * storage options have `expires_at_millis` stay registered, once for each location, until the engine closes, because
 * LanceDB requests new options later. Such a table works only while its engine is open.
 */
export async function openTableEngine(options: TableEngineOptions = {}): Promise<TableEngine> {
  requireOwnSession(options.session);
  warnOfOtherCopies();
  return new LanceTableEngine({ ...options, ...sessionOf(options) });
}

function sessionOf({ session, cacheBytes }: TableEngineOptions): { session?: Session } {
  if (session !== undefined) return { session };
  return cacheBytes === undefined
    ? {}
    : { session: new nativePart.Session(BigInt(cacheBytes), BigInt(cacheBytes)) };
}

/** Opens the bridge and LanceDB's connection when they are first needed: a list of names needs neither. */
class LanceTableEngine implements TableEngine {
  readonly #options: TableEngineOptions;
  #opening: Promise<BridgedEngine> | undefined;
  #opened: BridgedEngine | undefined;
  #isClosed = false;

  constructor(options: TableEngineOptions) {
    this.#options = options;
  }

  get connection(): Connection | undefined {
    return this.#opened?.connection;
  }

  async connect(): Promise<Connection> {
    return (await this.#bridged()).connection;
  }

  withNames(names: TableNames): Promise<TableEngine> {
    return openTableEngine({ ...this.#options, names });
  }

  async open(target: TableTarget, options?: Partial<OpenTableOptions>): Promise<Table> {
    return (await this.#bridged()).open(target, options);
  }

  async openReader(location: string): Promise<TableReader> {
    this.#requireOpen();
    const direct = await openDirectly(location, this.#options.session);
    return direct ?? tableReader(await this.open({ location }));
  }

  async create(target: TableTarget, data: Data, options?: Partial<CreateTableOptions>): Promise<Table> {
    return (await this.#bridged()).create(target, data, options);
  }

  async createEmpty(
    target: TableTarget,
    schema: SchemaLike,
    options?: Partial<CreateTableOptions>,
  ): Promise<Table> {
    return (await this.#bridged()).createEmpty(target, schema, options);
  }

  async createFromFile(
    target: TableTarget,
    file: Uint8Array,
    options?: Pick<Partial<CreateTableOptions>, "mode" | "storageOptions">,
  ): Promise<Table> {
    return (await this.#bridged()).createFromFile(target, file, options);
  }

  async encode(content: TableContent, options?: ContentOptions): Promise<Uint8Array> {
    return (await this.#bridged()).encode(content, options);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    // One that is being opened is closed by its opening.
    await this.#opened?.close();
    this.#opened = undefined;
    await this.#opening?.catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #bridged(): Promise<BridgedEngine> {
    this.#requireOpen();
    this.#opening ??= this.#openBridged();
    return this.#opening;
  }

  async #openBridged(): Promise<BridgedEngine> {
    try {
      const opened = await openBridgedEngine(this.#options);
      if (this.#isClosed) await opened.close();
      this.#requireOpen();
      this.#opened = opened;
      return opened;
    } catch (error) {
      // The next call tries again.
      this.#opening = undefined;
      throw error;
    }
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new InvalidInputError("The table engine is closed.");
  }
}
