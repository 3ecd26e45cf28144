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
import { validateRows } from "../arrow/row-shape.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { type ContentOptions, encodeTable, type TableContent } from "./encode-table.ts";
import { type ExpiringOptions, expiringOptions, hasExpiry } from "./expiring-options.ts";
import { lancedb } from "./lancedb.ts";
import { requireOwnSession, warnOfOtherCopies } from "./lancedb-copies.ts";
import { acquireLoopbackBridge, type LoopbackBridge } from "./loopback-bridge.ts";
import { createFromFile } from "./native.ts";
import { ProvidedOptions } from "./provided-options.ts";
import { bypassProxy } from "./proxy-bypass.ts";
import { rejectLateCreate } from "./reject-late-create.ts";
import type { StorageOptionsProvider } from "./renewed-options.ts";
import { toSnakeCase } from "./snake-case-option.ts";
import type { TableNames } from "./table-names.ts";
import { nameFromLocation, type TableTarget } from "./table-target.ts";

export interface TableEngineOptions {
  /** Object store settings for every table; those of a table and of a call take precedence. */
  storageOptions?: Record<string, string> | undefined;
  /**
   * Returns further settings, such as credentials that expire; they take precedence over `storageOptions`. It is called again five minutes
   * before the time `expires_at_millis` in the last ones, or after half of the time that was left if that was less than ten minutes. Open
   * tables use the new ones.
   */
  storageOptionsProvider?: StorageOptionsProvider | undefined;
  /**
   * Seconds after which an open table checks for newer versions. 0 checks before each read; when absent, it never
   * checks.
   */
  readConsistencyInterval?: number | undefined;
  /** LanceDB's caches, shared with all other users of the session. */
  session?: Session | undefined;
  /**
   * The size of each of LanceDB's two caches, in bytes, when no session is given. LanceDB's defaults are 6 GB and 1
   * GB, and it caches parts of every version that it reads or writes.
   */
  cacheBytes?: number | undefined;
  /** Finds the tables that LanceDB requests by path; by default none is found. */
  names?: TableNames | undefined;
}

/** Opens and creates Lance tables at any location. */
export interface TableEngine extends AsyncDisposable {
  /**
   * Opens the table at a location; LanceDB's options (branch, version, storageOptions, indexCacheSize) are passed on.
   *
   * Rejects with TableNotFound, TableVersionNotFound, TableBranchNotFound or InvalidInput.
   */
  open(target: TableTarget, options?: Partial<OpenTableOptions>): Promise<Table>;
  /**
   * Creates a table from rows or an Arrow table. `mode` and `existOk` mean what they mean in LanceDB.
   *
   * If two creates race at one location, LanceDB turns the later one into an overwrite. The engine detects that,
   * restores the rows of the earlier one and rejects; until then readers can see the rows of the later one. To avoid
   * that, use a new location for each attempt.
   *
   * Rejects with TableAlreadyExists if the location has a table, with TableSchemaValidation or InvalidInput when the
   * data cannot become a table; nothing is created then.
   */
  create(target: TableTarget, data: Data, options?: Partial<CreateTableOptions>): Promise<Table>;
  /** Does the same as `create`, without rows. */
  createEmpty(target: TableTarget, schema: SchemaLike, options?: Partial<CreateTableOptions>): Promise<Table>;
  /**
   * Does the same as `create`, from the bytes of an Arrow IPC file, which are not decoded. Uses only the options `mode`
   * and `storageOptions`.
   */
  createFromFile(
    target: TableTarget,
    file: Uint8Array,
    options?: Pick<Partial<CreateTableOptions>, "mode" | "storageOptions">,
  ): Promise<Table>;
  /**
   * Encodes the data that `create` (or, for a schema, `createEmpty`) would write as an Arrow IPC stream, so that
   * another process can write it. Rejects as they do for rows that cannot become a table.
   */
  encode(content: TableContent, options?: ContentOptions): Promise<Uint8Array>;
  /**
   * LanceDB's own connection, for functions of LanceDB that find tables by path: materialized views and
   * `permutationBuilder`. It finds the tables in the option `names`, and lists no tables.
   */
  readonly connection: Connection;
  /** Another engine with the same options and its own names. */
  withNames(names: TableNames): Promise<TableEngine>;
  /** Closes the connection and releases the bridge. Open tables keep working; further calls do nothing. */
  close(): Promise<void>;
}

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
  const bridge = await acquireLoopbackBridge();
  try {
    // LanceDB applies the connection's storage options to some calls only (never to open), so each call passes them.
    const connection = await bypassProxy(() =>
      lancedb.connectNamespace(
        "rest",
        { uri: bridge.uri, headers: bridge.headers },
        {
          ...(options.readConsistencyInterval !== undefined && {
            readConsistencyInterval: options.readConsistencyInterval,
          }),
          ...sessionOf(options),
        },
      ),
    );
    const engine = new LanceTableEngine(bridge, connection, options);
    if (options.names) bridge.resolveNames(options.names, () => engine.storageOptions());
    return engine;
  } catch (error) {
    bridge.release();
    throw toNamespaceError(error, { table: "", location: "" });
  }
}

function sessionOf({ session, cacheBytes }: TableEngineOptions): { session?: Session } {
  if (session !== undefined) return { session };
  return cacheBytes === undefined
    ? {}
    : { session: new lancedb.Session(BigInt(cacheBytes), BigInt(cacheBytes)) };
}

class LanceTableEngine implements TableEngine {
  readonly #bridge: LoopbackBridge;
  readonly connection: Connection;
  readonly #options: TableEngineOptions;
  readonly #fixedOptions: Record<string, string>;
  readonly #provided: ProvidedOptions | undefined;
  /** Locations whose credentials expire, with the parent namespace that LanceDB names when it requests new ones. */
  readonly #renewed = new Map<string, { parent: string; options: ExpiringOptions }>();

  constructor(bridge: LoopbackBridge, connection: Connection, options: TableEngineOptions) {
    this.#bridge = bridge;
    this.connection = connection;
    this.#options = options;
    this.#fixedOptions = options.storageOptions ?? {};
    const { storageOptionsProvider: provider } = options;
    this.#provided = provider && new ProvidedOptions(provider, this.#fixedOptions, bridge);
  }

  /** The engine's own options that are valid now. */
  async storageOptions(): Promise<Record<string, string>> {
    return { ...this.#fixedOptions, ...(await this.#provided?.current()) };
  }

  withNames(names: TableNames): Promise<TableEngine> {
    return openTableEngine({ ...this.#options, names });
  }

  async open(requested: TableTarget, options: Partial<OpenTableOptions> = {}): Promise<Table> {
    const target = await this.#complete(requested);
    return this.#call(target, options, (name, parents, merged) => {
      const { storageOptions: _, ...rest } = merged;
      // If the call has any storage options, LanceDB never requests new ones.
      return this.connection.openTable(name, parents, hasExpiry(target) ? rest : merged);
    });
  }

  async create(
    requested: TableTarget,
    data: Data,
    options: Partial<CreateTableOptions> = {},
  ): Promise<Table> {
    validateRows(data, options.schema);
    const target = await this.#complete(requested);
    const table = await this.#call(target, options, (name, parents, merged) =>
      rejectLateCreate(this.connection.createTable({ name, data, ...merged }, parents), target, options),
    );
    return this.#renewing(table, target, options);
  }

  async createEmpty(
    requested: TableTarget,
    schema: SchemaLike,
    options: Partial<CreateTableOptions> = {},
  ): Promise<Table> {
    const target = await this.#complete(requested);
    const table = await this.#call(target, options, (name, parents, merged) =>
      rejectLateCreate(this.connection.createEmptyTable(name, schema, parents, merged), target, options),
    );
    return this.#renewing(table, target, options);
  }

  async createFromFile(
    requested: TableTarget,
    file: Uint8Array,
    options: Pick<Partial<CreateTableOptions>, "mode" | "storageOptions"> = {},
  ): Promise<Table> {
    const target = await this.#complete(requested);
    const table = await this.#call(
      target,
      options,
      (name, namespacePath, { mode = "create", storageOptions = {} }) => {
        const nativeOptions = { name, namespacePath, mode, storageOptions: toSnakeCase(storageOptions) };
        return rejectLateCreate(createFromFile(this.connection, file, nativeOptions), target, options);
      },
    );
    return this.#renewing(table, target, options);
  }

  async encode(content: TableContent, options: ContentOptions = {}): Promise<Uint8Array> {
    if ("data" in content) validateRows(content.data, options.schema);
    try {
      return await encodeTable(this.connection, content, options);
    } catch (error) {
      throw toNamespaceError(error, { table: "", location: "" });
    }
  }

  async close(): Promise<void> {
    this.connection.close();
    this.#bridge.release();
    this.#renewed.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #complete(target: TableTarget): Promise<TableTarget> {
    return this.#provided?.complete(target) ?? target;
  }

  async #call<Options extends { storageOptions?: Record<string, string>; branch?: string; version?: number }>(
    target: TableTarget,
    options: Options,
    run: (name: string, parents: string[], options: Options) => Promise<Table>,
  ): Promise<Table> {
    if (!this.connection.isOpen()) throw new InvalidInputError("The table engine is closed.");
    const name = target.name ?? nameFromLocation(target.location);
    const storageOptions = { ...this.#fixedOptions, ...target.storageOptions, ...options.storageOptions };
    const { parents, release } = this.#register(target, options.storageOptions);
    try {
      return await run(name, parents, { ...options, storageOptions });
    } catch (error) {
      throw toNamespaceError(error, {
        table: name,
        location: target.location,
        branch: options.branch,
        version: options.version,
      });
    } finally {
      release();
    }
  }

  /** Makes a table resolvable for LanceDB: for one call, or until the engine closes if its options expire. */
  #register(
    target: TableTarget,
    over: Record<string, string> | undefined,
  ): { readonly parents: string[]; readonly release: () => void } {
    if (!hasExpiry(target)) {
      const parent = this.#bridge.register(async () => ({ location: target.location }));
      return { parents: [parent], release: () => this.#bridge.forget(parent) };
    }
    const provided = over === undefined ? this.#provided?.parents(target) : undefined;
    return { parents: provided ?? [this.#renewable(target, over ?? {})], release: () => undefined };
  }

  #renewable(target: TableTarget, over: Record<string, string>): string {
    const key = JSON.stringify([target.location, over]);
    const known = this.#renewed.get(key);
    if (known) {
      known.options.update(target);
      return known.parent;
    }
    const options = expiringOptions(target, this.#fixedOptions, toSnakeCase(over));
    const parent = this.#bridge.register(() => options.resolve());
    this.#renewed.set(key, { parent, options });
    return parent;
  }

  /** A table that was created with options of the call would keep them after they expire; an opened table renews them. */
  async #renewing(
    table: Table,
    target: TableTarget,
    { storageOptions }: Partial<CreateTableOptions>,
  ): Promise<Table> {
    if (!hasExpiry(target)) return table;
    table.close();
    return this.open(target, storageOptions === undefined ? {} : { storageOptions });
  }
}
