import {
  BaseNamespace,
  type CallOptions,
  type CloneTableRequest,
  type CloneTableResponse,
  type CreateTableRequest,
  type CreateTableResponse,
  extensionNames,
  InvalidInputError,
  isNamespaceError,
  type Namespace,
  operationNames,
  supportsExtension,
  supportsFinding,
  supportsStagedCreation,
  type TableCloning,
  type TablesAtRequest,
  type TablesAtResponse,
  UnsupportedError,
} from "@lancetree/core";
import { readArrowParts } from "./arrow/arrow-parts.ts";
import { requireSameSchema } from "./arrow/same-schema.ts";
import { schemaOf } from "./arrow/table-schema.ts";
import { openTableEngine } from "./engine/engine.ts";
import { boundReadAhead } from "./engine/read-ahead.ts";
import { renewedOptions, type StorageOptionsProvider } from "./engine/renewed-options.ts";
import type { TableResolver } from "./engine/resolve-table.ts";
import type { TableEngine, TableEngineOptions } from "./engine/table-engine.ts";
import { TablePool } from "./engine/table-pool.ts";
import { withoutVending } from "./engine/without-vending.ts";
import { asDroppedTable } from "./errors/dropped-table.ts";
import { cloneTable } from "./operations/clone-table.ts";
import { operations } from "./operations/index.ts";
import { type DataContext, onTable } from "./operations/table-access.ts";
import { unsupportedReasons } from "./operations/unsupported.ts";
import { createSqlReader, type SqlReader } from "./sql/sql-reader.ts";
import { type WorkerOperation, workerOperations } from "./workers/messages.ts";
import type { TableWorkers } from "./workers/table-workers.ts";
import { createTableIn, type TableCreation } from "./write/create-table.ts";
import { createFromStream, type StartedStream, startStream } from "./write/write-stream.ts";

export interface WithTablesOptions extends TableEngineOptions {
  /** An engine to use instead of a new one; it stays open when this namespace closes. */
  engine?: TableEngine | undefined;
  /**
   * Rejects SQL that could use too much memory or time, for callers that are not trusted: only functions on a list are
   * allowed, and length, nesting and size of results are limited. Other SQL rejects with InvalidInput (13). Default
   * false: all SQL that LanceDB accepts is allowed.
   */
  boundedSql?: boolean | undefined;
  /**
   * Processes for the operations that LanceDB cannot abort (updates, deletes, new columns, indices, counts with a
   * condition, refreshes of views, analyzed plans). With them, aborting a call also stops its work. By default, these
   * operations run in this process and continue after an abort.
   */
  workers?: TableWorkers | undefined;
  /**
   * Whether tables are opened with credentials that the namespace vends; default true. With false, `storageOptions` and the environment
   * must be enough to open them.
   */
  vendCredentials?: boolean | undefined;
}

/** A namespace with data operations. Closing it closes everything that it has opened, but not the wrapped namespace. */
export interface TablesNamespace extends Namespace, TableCloning, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Adds the operations on data to a namespace that only stores names and locations: rows, queries, columns, indices,
 * tags, branches and versions. They run on LanceDB at the location that `describeTable` or `declareTable` returns,
 * with the `storage_options` of the response. Every other operation is passed to the namespace unchanged. Operations
 * that LanceDB for JavaScript does not support either (`unsupportedReasons`) reject with Unsupported and the reason.
 *
 * The first data operation starts LanceDB. `createTable`, `insertIntoTable` and `queryTable` stream; a merge reads
 * its body into memory. Unless the option `engine` is given or `LANCE_DEFAULT_IO_BUFFER_SIZE` is set, Lance reads at
 * most 32 MB ahead for each query of this process from now on; Lance's own default is 2 GB.
 */
export function withTables(namespace: Namespace, options: WithTablesOptions = {}): TablesNamespace {
  return new NamespaceWithTables(namespace, options);
}

type AnyOperation = (request: object, options?: CallOptions) => Promise<unknown>;

class NamespaceWithTables extends BaseNamespace implements TablesNamespace {
  /** The namespace that this one uses for its own work. */
  readonly #inner: Namespace;
  readonly #options: WithTablesOptions;
  readonly #sql: SqlReader;
  /** What workers ask for the location of a table, and for the options that the provider returns. */
  readonly #resolver: TableResolver;
  #engine: Promise<TableEngine> | undefined;
  #pool: TablePool | undefined;

  constructor(inner: Namespace, options: WithTablesOptions) {
    super();
    this.#inner = options.vendCredentials === false ? withoutVending(inner) : inner;
    this.#options = options;
    this.#resolver = providedResolver(inner, options.storageOptionsProvider);
    this.#sql = createSqlReader(options.boundedSql ?? false);
    // A caller that passes an engine decides how much memory the process uses.
    if (!options.engine) boundReadAhead();
    const forwarded: string[] = operationNames.filter((name) => name !== "createTable");
    if (supportsStagedCreation(inner)) forwarded.push("createTableWith");
    forwarded.push(...extensionNames.filter((name) => supportsExtension(inner, name)));
    for (const name of forwarded) {
      // An operation that the namespace lacks is still Unsupported.
      const operation = operationOf(inner, name) ?? operationOf(this, name);
      if (!operation) continue;
      const reason = Object.entries(unsupportedReasons).find(([known]) => known === name)?.[1];
      const data = Object.entries(operations).find(([known]) => known === name)?.[1];
      const forward = reason === undefined ? operation : explained(operation, reason);
      const value = data ? this.#onData(name, data) : forward;
      // A proxy around this namespace may return another function, so the property must stay configurable.
      Object.defineProperty(this, name, { value, configurable: true });
    }
  }

  override async createTable(
    request: CreateTableRequest,
    options?: CallOptions,
  ): Promise<CreateTableResponse> {
    const { data, ...rest } = request;
    const engine = await this.#open();
    let started: Promise<StartedStream> | undefined;
    const write: TableCreation["write"] = async (target, { mode }) => {
      const isAgain = started !== undefined;
      started ??= startStream(readArrowParts(data, options));
      const stream = await started;
      if (isAgain && !stream.first.isLast) {
        throw new InvalidInputError(
          "The body of this request was already read and cannot be read again; send the request again.",
        );
      }
      return createFromStream(
        engine,
        target,
        stream,
        mode === "overwrite" ? mode : "create",
        options?.signal,
      );
    };
    const created = await createTableIn({ namespace: this.#inner, engine, write, options }, rest);
    created.table?.close();
    const isKept = started === undefined && created.table === undefined;
    if (isKept && options?.keptSchema === "same") await this.#requireSchemaOf(request, options);
    return created.response;
  }

  async #requireSchemaOf({ id, data }: CreateTableRequest, options: CallOptions): Promise<void> {
    for await (const { schema } of readArrowParts(data, options)) {
      requireSameSchema(schema, await onTable(await this.#context(), { id }, options, schemaOf));
      return;
    }
  }

  async cloneTable(request: CloneTableRequest, options?: CallOptions): Promise<CloneTableResponse> {
    options?.signal?.throwIfAborted();
    return cloneTable(await this.#context(), request, options);
  }

  async tablesAt(request: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse> {
    const inner = this.#inner;
    if (!supportsFinding(inner)) throw new UnsupportedError("This server cannot clone tables.");
    return inner.tablesAt(request, options);
  }

  async close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#pool?.close();
    this.#pool = undefined;
    await (await engine)?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #inWorker(
    workers: TableWorkers,
    operation: WorkerOperation,
    request: object,
    callOptions: CallOptions = {},
  ): Promise<unknown> {
    const { signal, onHeldRows: _, storageAccess: __, caller, ...options } = callOptions;
    const { storageOptions, readConsistencyInterval, boundedSql = false } = this.#options;
    const engine = { storageOptions, readConsistencyInterval, cacheBytes: workerCacheBytes };
    const job = { operation, request, options, engine, boundedSql };
    return workers.run(job, this.#resolver, { signal, caller });
  }

  #onData(
    name: string,
    operation: (context: DataContext, request: never, options?: CallOptions) => Promise<unknown>,
  ): AnyOperation {
    return async (request, options) => {
      const { workers } = this.#options;
      const run = async (): Promise<unknown> => {
        options?.signal?.throwIfAborted();
        return workers && isForWorker(name, request)
          ? this.#inWorker(workers, name, request, options)
          : operation(await this.#context(), request as never, options);
      };
      try {
        return await run();
      } catch (error) {
        const failure = await asDroppedTable(this.#inner, request, error, options);
        if (!isNamespaceError(failure, 19) || !repeatedReads.has(name)) throw failure;
        // The table may have been replaced after it was opened; then the read is repeated on the new table.
        return await run().catch(() => {
          options?.signal?.throwIfAborted();
          throw failure;
        });
      }
    };
  }

  async #context(): Promise<DataContext> {
    const engine = await this.#open();
    this.#pool ??= new TablePool(engine);
    return { namespace: this.#inner, engine, pool: this.#pool, sql: this.#sql };
  }

  async #open(): Promise<TableEngine> {
    if (this.#options.engine) return this.#options.engine;
    this.#engine ??= openTableEngine(this.#options);
    return this.#engine;
  }
}

/** Reads that run once more if files of the table are missing. */
const repeatedReads: ReadonlySet<string> = new Set<keyof Namespace>([
  "analyzeTableQueryPlan",
  "countTableRows",
  "explainTableQueryPlan",
  "queryTable",
]);

/** Bytes of a worker's caches; small, because a worker seldom reads the same table twice. */
const workerCacheBytes = 64 * 1024 * 1024;

/** Streams, and operations that LanceDB completes at once, run in this process. */
function isForWorker(name: string, request: object): name is WorkerOperation {
  if ("data" in request && request.data !== undefined) return false;
  if (name === "countTableRows" && !("predicate" in request && request.predicate)) return false;
  return workerOperations.some((operation) => operation === name);
}

/** Adds the options of a provider to those that a namespace returns for a table. */
function providedResolver(
  namespace: TableResolver,
  provider: StorageOptionsProvider | undefined,
): TableResolver {
  if (provider === undefined) return namespace;
  const provide = renewedOptions(provider);
  return {
    listTableVersions: (request, options) => namespace.listTableVersions(request, options),
    describeTableVersion: (request, options) => namespace.describeTableVersion(request, options),
    createTableVersion: (request, options) => namespace.createTableVersion(request, options),
    async describeTable(request, options) {
      const response = await namespace.describeTable(request, options);
      return { ...response, storage_options: { ...(await provide()), ...response.storage_options } };
    },
  };
}

function operationOf(namespace: object, name: string): AnyOperation | undefined {
  const member: unknown = Reflect.get(namespace, name);
  return isOperation(member) ? member.bind(namespace) : undefined;
}

function isOperation(member: unknown): member is AnyOperation {
  return typeof member === "function";
}

/** Adds the reason to an Unsupported error. */
function explained(operation: AnyOperation, reason: string): AnyOperation {
  return async (request, options) => {
    try {
      return await operation(request, options);
    } catch (error) {
      throw isNamespaceError(error, 0) ? new UnsupportedError(reason, { cause: error }) : error;
    }
  };
}
