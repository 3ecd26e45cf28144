import type {
  Connection,
  CreateTableOptions,
  Data,
  OpenTableOptions,
  SchemaLike,
  Table,
} from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { validateRows } from "../arrow/row-shape.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { type ContentOptions, encodeTable, type TableContent } from "./encode-table.ts";
import { type HeldTarget, hasExpiry, holdTarget, staysRegistered } from "./held-target.ts";
import { lancedb } from "./lancedb.ts";
import { acquireLoopbackBridge, type LoopbackBridge } from "./loopback-bridge.ts";
import { createFromFile } from "./native.ts";
import { ProvidedOptions } from "./provided-options.ts";
import { bypassProxy } from "./proxy-bypass.ts";
import { rejectLateCreate } from "./reject-late-create.ts";
import { toSnakeCase } from "./snake-case-option.ts";
import type { TableEngine, TableEngineOptions } from "./table-engine.ts";
import { nameFromLocation, type TableTarget } from "./table-target.ts";

/** Connects LanceDB to the loopback bridge. */
export async function openBridgedEngine(options: TableEngineOptions): Promise<BridgedEngine> {
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
          ...(options.session && { session: options.session }),
        },
      ),
    );
    const engine = new BridgedEngine(bridge, connection, options);
    if (options.names) bridge.resolveNames(options.names, () => engine.storageOptions());
    return engine;
  } catch (error) {
    bridge.release();
    throw toNamespaceError(error, { table: "", location: "" });
  }
}

/**
 * An engine whose connection and bridge are open. The bridge is a REST namespace on loopback, in which a table is registered for the
 * duration of one call.
 */
export class BridgedEngine implements Omit<TableEngine, "openReader" | "connect" | "withNames"> {
  readonly #bridge: LoopbackBridge;
  readonly connection: Connection;
  readonly #fixedOptions: Record<string, string>;
  readonly #provided: ProvidedOptions | undefined;
  /** Targets that LanceDB asks for again, by location, with the parent namespace that it names when it does. */
  readonly #held = new Map<string, { parent: string; held: HeldTarget }>();

  constructor(bridge: LoopbackBridge, connection: Connection, options: TableEngineOptions) {
    this.#bridge = bridge;
    this.connection = connection;
    this.#fixedOptions = options.storageOptions ?? {};
    const { storageOptionsProvider: provider } = options;
    this.#provided = provider && new ProvidedOptions(provider, this.#fixedOptions, bridge);
  }

  /** The engine's own options that are valid now. */
  async storageOptions(): Promise<Record<string, string>> {
    return { ...this.#fixedOptions, ...(await this.#provided?.current()) };
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
    this.#held.clear();
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
      if (target.versions?.failure) throw target.versions.failure;
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

  /** Makes a table resolvable for LanceDB: for one call, or until the engine closes if LanceDB asks for it again. */
  #register(
    target: TableTarget,
    over: Record<string, string> | undefined,
  ): { readonly parents: string[]; readonly release: () => void } {
    if (!staysRegistered(target)) {
      const parent = this.#bridge.register(async () => ({ location: target.location }));
      return { parents: [parent], release: () => this.#bridge.forget(parent) };
    }
    const isOwn = over !== undefined || target.versions !== undefined;
    const provided = isOwn ? undefined : this.#provided?.parents(target);
    return { parents: provided ?? [this.#hold(target, over ?? {})], release: () => undefined };
  }

  #hold(target: TableTarget, over: Record<string, string>): string {
    const key = JSON.stringify([target.location, over]);
    const known = this.#held.get(key);
    if (known) {
      known.held.update(target);
      return known.parent;
    }
    const held = holdTarget(target, this.#fixedOptions, toSnakeCase(over));
    const parent = this.#bridge.register(
      () => held.resolve(),
      () => held.versions(),
    );
    this.#held.set(key, { parent, held });
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
