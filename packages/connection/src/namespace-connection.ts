import type {
  CreateNamespaceOptions,
  CreateNamespaceResponse,
  Data,
  DescribeNamespaceResponse,
  DropNamespaceOptions,
  DropNamespaceResponse,
  Job,
  ListNamespacesOptions,
  ListNamespacesResponse,
  ListTablesOptions,
  ListTablesResponse,
  OpenTableOptions,
  RenameTableOptions,
  SchemaLike,
  Table,
  TableLike,
  TableNamesOptions,
} from "@lancedb/lancedb";
import {
  type CallOptions,
  compareBytes,
  InvalidInputError,
  isNamespaceError,
  type Namespace,
  parseCreateNamespace,
  parseDropNamespace,
  UnsupportedError,
  validateAddress,
} from "@lancetree/core";
import { resolveTable, type TableContent, withTables } from "@lancetree/tables";
import { readPath, tablePath, toPage, validateLimit } from "./arguments.ts";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import type { CreateTableCallOptions } from "./create-options.ts";
import { createTable } from "./create-table.ts";
import { finishedJob } from "./drop-table-job.ts";
import { EntryConnection } from "./entry-connection.ts";
import { toNamespaceAnswer } from "./namespace-answer.ts";
import { RunningCalls } from "./running-calls.ts";
import { listTableNames, type TreeEntry, walk } from "./walk.ts";

/**
 * LanceDB's `Connection` over any namespace, made by `connectNamespace` or `connect`.
 *
 * Every method rejects with the errors of `@lancetree/core`: NamespaceNotFound (1) where a namespace on the path does
 * not exist, TableNotFound (4), InvalidInput (13) for names, modes and rows that cannot be meant, and after `close()`.
 * Tables are LanceDB's own.
 */
export class NamespaceConnection extends EntryConnection implements AsyncDisposable {
  /**
   * The whole contract over this connection, data operations included. LanceDB does these in this process; of a REST
   * catalog the server does them.
   */
  readonly namespace: Namespace;
  readonly #parts: NamespaceConnectionParts;
  readonly #root: readonly string[];
  /** Those of this connection and of its parts, which use what this one opened. */
  readonly #calls: RunningCalls;
  #closing: Promise<void> | undefined;
  #remove: (() => Promise<void>) | undefined;

  constructor(parts: NamespaceConnectionParts) {
    super();
    this.#parts = parts;
    this.#root = parts.within?.root ?? [];
    this.#calls = parts.within ? parts.within.whole.#calls : new RunningCalls();
    this.namespace =
      parts.within?.whole.namespace ??
      (parts.worksOnData ? parts.namespace : withTables(parts.namespace, { engine: parts.engine }));
  }

  /**
   * A connection whose root is a namespace of this one, for code that knows no paths. All its paths begin there; messages of errors,
   * and `namespace`, keep the paths of the whole catalog. The namespace need not exist yet: until it does, calls reject with
   * NamespaceNotFound (1). Closing it leaves this connection open; closing this connection closes it.
   * `db.at(["prod", "search"]).openTable("user")` opens prod/search/user.
   *
   * @throws InvalidInputError for a path that cannot be one, and after `close()`
   */
  at(namespacePath: readonly string[]): NamespaceConnection {
    const { within: { whole } = { whole: this }, ...parts } = this.#opened();
    const root = [...this.#root, ...validateAddress(namespacePath)];
    return new NamespaceConnection({ ...parts, within: { whole, root } });
  }

  override isOpen(): boolean {
    return this.#closing === undefined && (this.#parts.within?.whole.isOpen() ?? true);
  }

  /**
   * Lets no further call begin, and releases what this connection opened when the calls that run have ended; tables that
   * are open go on. As in LanceDB it may be called again and there is nothing to wait for: `await using` waits until all
   * is released.
   */
  override close(): void {
    this.#closing ??= this.#release();
    // Nobody waits here, so a failure must not end the program.
    this.#closing.catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#closing;
  }

  /** @internal Runs when everything is released, as a part of closing. */
  onClosed(remove: () => Promise<void>): void {
    this.#remove = remove;
  }

  override display(): string {
    return `NamespaceConnection(${[this.#parts.description, ...this.#root].join("/")})`;
  }

  /** The names of all tables in a namespace, all pages; after `startAfter`, at most `limit`. */
  override tableNames(options?: Partial<TableNamesOptions>): Promise<string[]>;
  override tableNames(namespacePath?: string[], options?: Partial<TableNamesOptions>): Promise<string[]>;
  override async tableNames(
    pathOrOptions?: string[] | Partial<TableNamesOptions>,
    more?: Partial<TableNamesOptions>,
  ): Promise<string[]> {
    const { path, options = {} } = readPath(pathOrOptions, more);
    const { startAfter, limit } = options;
    validateLimit(limit);
    const names = await this.call(({ namespace }) => listTableNames(namespace, this.below(path)));
    const rest = startAfter ? names.filter((name) => compareBytes(name, startAfter) > 0) : names;
    return rest.slice(0, limit);
  }

  /** One page of the tables in a namespace; all of them when no limit is given and the catalog sets none. */
  override listTables(options?: Partial<ListTablesOptions>): Promise<ListTablesResponse>;
  override listTables(
    namespacePath?: string[],
    options?: Partial<ListTablesOptions>,
  ): Promise<ListTablesResponse>;
  override async listTables(
    pathOrOptions?: string[] | Partial<ListTablesOptions>,
    more?: Partial<ListTablesOptions>,
  ): Promise<ListTablesResponse> {
    const { path, options } = readPath(pathOrOptions, more);
    const page = await this.call(({ namespace }) =>
      namespace.listTables({ id: this.below(path), ...toPage(options) }),
    );
    return { tables: page.tables, ...(page.page_token && { pageToken: page.page_token }) };
  }

  override async openTable(
    name: string,
    namespacePath: string[] = [],
    options: Partial<OpenTableOptions> = {},
  ): Promise<Table> {
    return this.call(async ({ namespace, engine }) =>
      engine.open(await resolveTable(namespace, this.below(tablePath(name, namespacePath))), options),
    );
  }

  /**
   * Creates a table from rows or an Arrow table. Where the name is taken, mode `create` rejects with TableAlreadyExists
   * (5), `overwrite` replaces the table, `exist_ok` (or `existOk`) opens it and ignores the data.
   *
   * Rejects with TableSchemaValidation (20) or InvalidInput (13) when the rows cannot become a table; nothing is
   * created then.
   */
  override createTable(
    options: { name: string; data: Data } & CreateTableCallOptions,
    namespacePath?: string[],
  ): Promise<Table>;
  override createTable(
    name: string,
    data: Record<string, unknown>[] | TableLike,
    options?: CreateTableCallOptions,
  ): Promise<Table>;
  override createTable(
    name: string,
    data: Record<string, unknown>[] | TableLike,
    namespacePath?: string[],
    options?: CreateTableCallOptions,
  ): Promise<Table>;
  override async createTable(
    nameOrOptions: string | ({ name: string; data: Data } & CreateTableCallOptions),
    dataOrPath?: Data | string[],
    pathOrOptions?: string[] | CreateTableCallOptions,
    more?: CreateTableCallOptions,
  ): Promise<Table> {
    if (typeof nameOrOptions === "object" && nameOrOptions !== null) {
      const { name, data, ...options } = nameOrOptions;
      return this.#create([...readPath(dataOrPath).path, name], { data }, options);
    }
    const { path, options } = readPath(pathOrOptions, more);
    // The engine checks the rows, whatever a caller without types gave.
    return this.#create([...path, nameOrOptions], { data: dataOrPath as Data }, options);
  }

  /** Creates a table without rows; modes and errors as `createTable`. */
  override createEmptyTable(
    name: string,
    schema: SchemaLike,
    options?: CreateTableCallOptions,
  ): Promise<Table>;
  override createEmptyTable(
    name: string,
    schema: SchemaLike,
    namespacePath?: string[],
    options?: CreateTableCallOptions,
  ): Promise<Table>;
  override async createEmptyTable(
    name: string,
    schema: SchemaLike,
    pathOrOptions?: string[] | CreateTableCallOptions,
    more?: CreateTableCallOptions,
  ): Promise<Table> {
    const { path, options } = readPath(pathOrOptions, more);
    return this.#create([...path, name], { schema }, options);
  }

  /** Drops a table; resolves after its data is gone. */
  override async dropTable(name: string, namespacePath: string[] = []): Promise<void> {
    await this.call(({ namespace }) =>
      namespace.dropTable({ id: this.below(tablePath(name, namespacePath)) }),
    );
  }

  /** As `dropTable`; the job that it answers with is finished, as LanceDB's own is for a local table. */
  override async dropTableAsync(name: string, namespacePath: string[] = []): Promise<Job> {
    await this.dropTable(name, namespacePath);
    return finishedJob();
  }

  /** Drops every table directly inside a namespace, all pages; namespaces inside it stay. */
  override async dropAllTables(namespacePath: string[] = []): Promise<void> {
    await this.call(async ({ namespace }) => {
      const path = this.below(namespacePath);
      for (const name of await listTableNames(namespace, path)) {
        try {
          await namespace.dropTable({ id: [...path, name] });
        } catch (error) {
          // Another caller was faster.
          if (!isNamespaceError(error, 4)) throw error;
        }
      }
    });
  }

  override async describeNamespace(namespacePath: string[]): Promise<DescribeNamespaceResponse> {
    const { properties } = await this.call(({ namespace }) =>
      namespace.describeNamespace({
        id: this.below(namespacePath),
      }),
    );
    return { properties: properties ?? {} };
  }

  /** One page of the namespaces directly inside a namespace; all of them when no limit is given. */
  override async listNamespaces(
    namespacePath: string[] = [],
    options: Partial<ListNamespacesOptions> = {},
  ): Promise<ListNamespacesResponse> {
    const page = await this.call(({ namespace }) =>
      namespace.listNamespaces({
        id: this.below(namespacePath),
        ...toPage(options),
      }),
    );
    return { namespaces: page.namespaces, ...(page.page_token && { pageToken: page.page_token }) };
  }

  /** Creates a namespace: `create` (default) rejects where it exists, `exist_ok` keeps it, `overwrite` empties it. */
  override async createNamespace(
    namespacePath: string[],
    options: Partial<CreateNamespaceOptions> = {},
  ): Promise<CreateNamespaceResponse> {
    const { mode, properties } = options;
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(properties !== undefined && { properties }),
    };
    // The root of a part is a root: it is neither created nor replaced from inside.
    if (this.#root.length > 0 && parseCreateNamespace(request).path.length === 0)
      return this.describeNamespace([]);
    const answer = await this.call(({ namespace }) =>
      namespace.createNamespace({ ...request, id: this.below(namespacePath) }),
    );
    return toNamespaceAnswer(answer);
  }

  /** Drops a namespace: `skip` accepts a missing one, `cascade` drops what is inside. */
  override async dropNamespace(
    namespacePath: string[],
    options: Partial<DropNamespaceOptions> = {},
  ): Promise<DropNamespaceResponse> {
    const { mode, behavior } = options;
    const request = {
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(behavior !== undefined && { behavior }),
    };
    if (this.#root.length > 0) parseDropNamespace(request);
    const answer = await this.call(({ namespace }) =>
      namespace.dropNamespace({ ...request, id: this.below(namespacePath) }),
    );
    return toNamespaceAnswer(answer);
  }

  /** Renames a table, and with `newNamespacePath` moves it; an omitted `namespacePath` is the root. */
  override async renameTable(
    currentName: string,
    newName: string,
    options: RenameTableOptions = {},
  ): Promise<void> {
    const { namespacePath = [], newNamespacePath } = options;
    await this.call(({ namespace }) =>
      namespace.renameTable({
        id: this.below(tablePath(currentName, namespacePath)),
        new_table_name: newName,
        ...(newNamespacePath !== undefined && { new_namespace_id: this.below(newNamespacePath) }),
      }),
    );
  }

  /** Visits everything below a namespace, depth first, siblings ascending; asks for each level when it gets there. */
  async *walk(namespacePath: string[] = [], options: CallOptions = {}): AsyncGenerator<TreeEntry> {
    for await (const { kind, path } of walk(this.#opened().namespace, this.below(namespacePath), options)) {
      yield { kind, path: path.slice(this.#root.length) };
    }
  }

  async #create(relative: string[], content: TableContent, options?: CreateTableCallOptions): Promise<Table> {
    return this.call(({ namespace, engine, worksOnData = false, storageOptions = {} }) => {
      const path = this.below(relative);
      const creation = { namespace, engine, worksOnData, storageOptions, path, content };
      return createTable(creation, options ?? {});
    });
  }

  /** Closing waits for the call: it ends as if nobody had closed the connection. */
  protected override async call<Result>(
    work: (parts: NamespaceConnectionParts) => Promise<Result>,
  ): Promise<Result> {
    return this.#calls.add(work(this.#opened()));
  }

  #opened(): NamespaceConnectionParts {
    if (!this.isOpen()) throw new InvalidInputError("Connection is closed.");
    return this.#parts;
  }

  protected override openedRoot(): NamespaceConnectionParts {
    const parts = this.#opened();
    if (this.#root.length === 0) return parts;
    throw new UnsupportedError(
      "LanceDB writes permutations into the root namespace only: use the connection that at() was called on.",
    );
  }

  protected override below(path: readonly string[]): string[] {
    if (Array.isArray(path)) return [...this.#root, ...path];
    throw new InvalidInputError("A namespace path must be an array of strings.");
  }

  async #release(): Promise<void> {
    const { engine, closeNamespace, within } = this.#parts;
    if (within) return;
    await this.#calls.ended();
    const results = await Promise.allSettled([engine.close(), closeNamespace?.()]);
    await this.#remove?.();
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}
