import {
  type Connection,
  type CreateTableOptions,
  connectNamespace,
  type Data,
  type OpenTableOptions,
  type SchemaLike,
  type Session,
  type Table,
} from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { toNamespaceError } from "./lancedb-errors.ts";
import { acquireLoopbackBridge, type BridgeAnswer, type LoopbackBridge } from "./loopback-bridge.ts";
import { bypassProxy } from "./proxy-bypass.ts";
import { validateRows } from "./rows.ts";

export interface TableEngineOptions {
  /** Object store settings for every table; a table's own and a call's own come on top. */
  storageOptions?: Record<string, string> | undefined;
  /** Seconds after which an open table looks for newer versions; 0 always looks, absent never does. */
  readConsistencyInterval?: number | undefined;
  /** LanceDB's caches, shared with whatever else uses the session. */
  session?: Session | undefined;
}

/** One table: where it is, and what opening it there takes. */
export interface TableTarget {
  /** A path, or a URL with a scheme that LanceDB knows. */
  location: string;
  /** Object store settings; `expires_at_millis` says until when they hold. */
  storageOptions?: Record<string, string> | undefined;
  /** What `table.name` says; by default the last part of the location, without `.lance`. */
  name?: string | undefined;
  /** Fetches new storage options when those with `expires_at_millis` run out. Without it the old ones stay. */
  refreshStorageOptions?: (() => Promise<Record<string, string> | undefined>) | undefined;
}

/** Opens and creates Lance tables at any location. */
export interface TableEngine extends AsyncDisposable {
  /**
   * Opens the table at a location; LanceDB's options (branch, version, storageOptions, indexCacheSize) as given.
   *
   * Rejects with TableNotFound, TableVersionNotFound, TableBranchNotFound or InvalidInput.
   */
  open(target: TableTarget, options?: Partial<OpenTableOptions>): Promise<Table>;
  /**
   * Creates a table from rows or an Arrow table. `mode` and `existOk` mean what they mean in LanceDB.
   *
   * LanceDB does not arbitrate reliably between two creates of one location at the same moment: give each its own
   * location, or let a catalog decide who may write.
   *
   * Rejects with TableAlreadyExists when a dataset is there, with TableSchemaValidation or InvalidInput when the
   * data cannot become a table; nothing is created then.
   */
  create(target: TableTarget, data: Data, options?: Partial<CreateTableOptions>): Promise<Table>;
  /** As `create`, without rows. */
  createEmpty(target: TableTarget, schema: SchemaLike, options?: Partial<CreateTableOptions>): Promise<Table>;
  /** Lets go of the connection and of the bridge. Tables that were opened go on; calling it again does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the door to LanceDB.
 *
 * LanceDB for JavaScript opens tables by name below one folder only. It also takes locations from a REST
 * namespace, so the engine serves it one on loopback: a table is registered for the length of one call. Only
 * storage options with `expires_at_millis` stay registered, once per location, until the engine closes, because
 * LanceDB comes back for new ones; a table with such options therefore needs its engine open.
 */
export async function openTableEngine(options: TableEngineOptions = {}): Promise<TableEngine> {
  const bridge = await acquireLoopbackBridge();
  try {
    // LanceDB applies the connection's own storage options unevenly (never at open), so each call carries them.
    const connection = await bypassProxy(() =>
      connectNamespace(
        "rest",
        { uri: bridge.uri, headers: bridge.headers },
        {
          ...(options.readConsistencyInterval !== undefined && {
            readConsistencyInterval: options.readConsistencyInterval,
          }),
          ...(options.session !== undefined && { session: options.session }),
        },
      ),
    );
    return new LanceTableEngine(bridge, connection, options.storageOptions ?? {});
  } catch (error) {
    bridge.release();
    throw toNamespaceError(error, { table: "", location: "" });
  }
}

class LanceTableEngine implements TableEngine {
  readonly #bridge: LoopbackBridge;
  readonly #connection: Connection;
  readonly #storageOptions: Record<string, string>;
  /** Locations whose credentials expire, with the parent under which LanceDB asks for new ones. */
  readonly #renewed = new Map<string, { parent: string; target: TableTarget }>();

  constructor(bridge: LoopbackBridge, connection: Connection, storageOptions: Record<string, string>) {
    this.#bridge = bridge;
    this.#connection = connection;
    this.#storageOptions = storageOptions;
  }

  open(target: TableTarget, options: Partial<OpenTableOptions> = {}): Promise<Table> {
    return this.#call(target, options, (name, parent, merged) =>
      this.#connection.openTable(name, [parent], merged),
    );
  }

  async create(target: TableTarget, data: Data, options: Partial<CreateTableOptions> = {}): Promise<Table> {
    validateRows(data, options.schema);
    return this.#call(target, options, (name, parent, merged) =>
      this.#connection.createTable({ name, data, ...merged }, [parent]),
    );
  }

  createEmpty(
    target: TableTarget,
    schema: SchemaLike,
    options: Partial<CreateTableOptions> = {},
  ): Promise<Table> {
    return this.#call(target, options, (name, parent, merged) =>
      this.#connection.createEmptyTable(name, schema, [parent], merged),
    );
  }

  async close(): Promise<void> {
    this.#connection.close();
    this.#bridge.release();
    this.#renewed.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #call<Options extends { storageOptions?: Record<string, string>; branch?: string; version?: number }>(
    target: TableTarget,
    options: Options,
    run: (name: string, parent: string, options: Options) => Promise<Table>,
  ): Promise<Table> {
    if (!this.#connection.isOpen()) throw new InvalidInputError("The table engine is closed.");
    const name = target.name ?? nameFromLocation(target.location);
    const storageOptions = { ...this.#storageOptions, ...target.storageOptions, ...options.storageOptions };
    const expires = target.storageOptions?.["expires_at_millis"] !== undefined;
    const parent = expires
      ? this.#renewable(target)
      : this.#bridge.register(async () => ({ location: target.location }));
    try {
      return await run(name, parent, { ...options, storageOptions });
    } catch (error) {
      throw toNamespaceError(error, {
        table: name,
        location: target.location,
        branch: options.branch,
        version: options.version,
      });
    } finally {
      if (!expires) this.#bridge.forget(parent);
    }
  }

  #renewable(target: TableTarget): string {
    const known = this.#renewed.get(target.location);
    if (known) {
      known.target = target;
      return known.parent;
    }
    const entry = { parent: "", target };
    entry.parent = this.#bridge.register(() => currentAnswer(entry));
    this.#renewed.set(target.location, entry);
    return entry.parent;
  }
}

/** What to tell LanceDB now: the options at hand while they hold, else new ones. */
async function currentAnswer(entry: { target: TableTarget }): Promise<BridgeAnswer> {
  const { location, storageOptions, refreshStorageOptions } = entry.target;
  const expiry = Number(storageOptions?.["expires_at_millis"]);
  // LanceDB renews a minute ahead; what is handed out must last longer than that.
  if (refreshStorageOptions && !(expiry - Date.now() > 60_000)) {
    const renewed = await refreshStorageOptions();
    entry.target = { ...entry.target, storageOptions: renewed };
    return { location, storage_options: renewed };
  }
  return { location, storage_options: storageOptions };
}

function nameFromLocation(location: string): string {
  const last = location
    .replace(/[\\/]+$/, "")
    .split(/[\\/]/)
    .at(-1);
  return last?.replace(/\.lance$/, "") || "table";
}
