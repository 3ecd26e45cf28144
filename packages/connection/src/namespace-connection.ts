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
} from "@lancetree/core";
import { resolveTable, type TableContent, type TableEngine, withTables } from "@lancetree/tables";
import { readPath, tablePath, toPage, validateLimit } from "./arguments.ts";
import type { CreateTableCallOptions } from "./create-options.ts";
import { createTable } from "./create-table.ts";
import { finishedJob } from "./drop-table-job.ts";
import {
  type DeclareTableOptions,
  type DescribeTableOptions,
  type RegisterTableOptions,
  type TableDescription,
  toDescribeRequest,
  toTableDescription,
} from "./table-description.ts";
import { ViewConnection } from "./view-connection.ts";
import { listTableNames, type TreeEntry, walk } from "./walk.ts";

/** What a connection is made of. */
export interface NamespaceConnectionParts {
  namespace: Namespace;
  /** Closed with the connection. */
  engine: TableEngine;
  /** What `display()` says; holds no secret. */
  description: string;
  /** Whether the namespace does the operations on data itself, as a server does; otherwise LanceDB does them here. */
  worksOnData?: boolean | undefined;
  /** The engine's own, for a namespace that works on data. */
  storageOptions?: Record<string, string> | undefined;
  /** Closes the namespace, where the connection owns it. */
  closeNamespace?: (() => Promise<void>) | undefined;
}

/**
 * LanceDB's `Connection` over any namespace, made by `connectNamespace` or `connect`.
 *
 * Every method rejects with the errors of `@lancetree/core`: NamespaceNotFound (1) where a namespace on the path does
 * not exist, TableNotFound (4), InvalidInput (13) for names, modes and rows that cannot be meant, and after `close()`.
 * Tables are LanceDB's own.
 */
export class NamespaceConnection extends ViewConnection implements AsyncDisposable {
  /**
   * The whole contract over this connection, data operations included. LanceDB does these in this process; of a REST
   * catalog the server does them.
   */
  readonly namespace: Namespace;
  readonly #parts: NamespaceConnectionParts;
  #closing: Promise<void> | undefined;
  #remove: (() => Promise<void>) | undefined;

  constructor(parts: NamespaceConnectionParts) {
    super();
    this.#parts = parts;
    this.namespace = parts.worksOnData
      ? parts.namespace
      : withTables(parts.namespace, { engine: parts.engine });
  }

  override isOpen(): boolean {
    return this.#closing === undefined;
  }

  /**
   * Releases everything that this connection opened; tables that are open go on. As in LanceDB it may be called
   * again and there is nothing to wait for: `await using` waits until all is released.
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
    return `NamespaceConnection(${this.#parts.description})`;
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
    const names = await listTableNames(this.opened().namespace, path);
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
    const page = await this.opened().namespace.listTables({ id: path, ...toPage(options) });
    return { tables: page.tables, ...(page.page_token && { pageToken: page.page_token }) };
  }

  override async openTable(
    name: string,
    namespacePath: string[] = [],
    options: Partial<OpenTableOptions> = {},
  ): Promise<Table> {
    const { namespace, engine } = this.opened();
    return engine.open(await resolveTable(namespace, tablePath(name, namespacePath)), options);
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
    await this.opened().namespace.dropTable({ id: tablePath(name, namespacePath) });
  }

  /** As `dropTable`; the job that it answers with is finished, as LanceDB's own is for a local table. */
  override async dropTableAsync(name: string, namespacePath: string[] = []): Promise<Job> {
    await this.dropTable(name, namespacePath);
    return finishedJob();
  }

  /** Drops every table directly inside a namespace, all pages; namespaces inside it stay. */
  override async dropAllTables(namespacePath: string[] = []): Promise<void> {
    for (const name of await listTableNames(this.opened().namespace, namespacePath)) {
      try {
        await this.dropTable(name, namespacePath);
      } catch (error) {
        // Someone else was faster.
        if (!isNamespaceError(error, 4)) throw error;
      }
    }
  }

  override async describeNamespace(namespacePath: string[]): Promise<DescribeNamespaceResponse> {
    const { properties } = await this.opened().namespace.describeNamespace({ id: namespacePath });
    return { properties: properties ?? {} };
  }

  /** One page of the namespaces directly inside a namespace; all of them when no limit is given. */
  override async listNamespaces(
    namespacePath: string[] = [],
    options: Partial<ListNamespacesOptions> = {},
  ): Promise<ListNamespacesResponse> {
    const page = await this.opened().namespace.listNamespaces({ id: namespacePath, ...toPage(options) });
    return { namespaces: page.namespaces, ...(page.page_token && { pageToken: page.page_token }) };
  }

  /** Creates a namespace: `create` (default) rejects where it exists, `exist_ok` keeps it, `overwrite` empties it. */
  override async createNamespace(
    namespacePath: string[],
    options: Partial<CreateNamespaceOptions> = {},
  ): Promise<CreateNamespaceResponse> {
    const { mode, properties } = options;
    const answer = await this.opened().namespace.createNamespace({
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(properties !== undefined && { properties }),
    });
    return {
      properties: answer.properties ?? {},
      ...(answer.transaction_id && { transactionId: answer.transaction_id }),
    };
  }

  /** Drops a namespace: `skip` accepts a missing one, `cascade` drops what is inside. */
  override async dropNamespace(
    namespacePath: string[],
    options: Partial<DropNamespaceOptions> = {},
  ): Promise<DropNamespaceResponse> {
    const { mode, behavior } = options;
    const answer = await this.opened().namespace.dropNamespace({
      id: namespacePath,
      ...(mode !== undefined && { mode }),
      ...(behavior !== undefined && { behavior }),
    });
    return {
      properties: answer.properties ?? {},
      ...(answer.transaction_id && { transactionId: answer.transaction_id }),
    };
  }

  /** Renames a table, and with `newNamespacePath` moves it; an omitted `namespacePath` is the root. */
  override async renameTable(
    currentName: string,
    newName: string,
    options: RenameTableOptions = {},
  ): Promise<void> {
    const { namespacePath = [], newNamespacePath } = options;
    await this.opened().namespace.renameTable({
      id: tablePath(currentName, namespacePath),
      new_table_name: newName,
      ...(newNamespacePath !== undefined && { new_namespace_id: newNamespacePath }),
    });
  }

  /** Whether a namespace exists; the root always does. */
  async namespaceExists(namespacePath: string[]): Promise<boolean> {
    return exists(this.opened().namespace.namespaceExists({ id: namespacePath }));
  }

  /** Whether a table exists; in a namespace that does not exist there is none. */
  async tableExists(name: string, namespacePath: string[] = []): Promise<boolean> {
    return exists(this.opened().namespace.tableExists({ id: tablePath(name, namespacePath) }));
  }

  /** Where a table is, its properties, and what the options ask for. */
  async describeTable(
    name: string,
    namespacePath: string[] = [],
    options: DescribeTableOptions = {},
  ): Promise<TableDescription> {
    const request = toDescribeRequest(tablePath(name, namespacePath), options);
    return toTableDescription(await this.opened().namespace.describeTable(request));
  }

  /** Reserves a name and a location for a table that is written later, by `createTable` or by something else. */
  async declareTable(
    name: string,
    namespacePath: string[] = [],
    options: DeclareTableOptions = {},
  ): Promise<TableDescription> {
    const { location, properties, vendCredentials } = options;
    const answer = await this.opened().namespace.declareTable({
      id: tablePath(name, namespacePath),
      ...(location !== undefined && { location }),
      ...(properties !== undefined && { properties }),
      ...(vendCredentials !== undefined && { vend_credentials: vendCredentials }),
    });
    return toTableDescription(answer);
  }

  /** Gives a name to a table that lies at a location already. */
  async registerTable(
    name: string,
    location: string,
    namespacePath: string[] = [],
    options: RegisterTableOptions = {},
  ): Promise<TableDescription> {
    const { mode, properties } = options;
    const answer = await this.opened().namespace.registerTable({
      id: tablePath(name, namespacePath),
      location,
      ...(mode !== undefined && { mode }),
      ...(properties !== undefined && { properties }),
    });
    return toTableDescription(answer);
  }

  /** Takes a table's name out of the catalog and leaves its data where it is. */
  async deregisterTable(name: string, namespacePath: string[] = []): Promise<TableDescription> {
    return toTableDescription(
      await this.opened().namespace.deregisterTable({ id: tablePath(name, namespacePath) }),
    );
  }

  /** Visits everything below a namespace, depth first, siblings ascending; asks for each level when it gets there. */
  async *walk(namespacePath: string[] = [], options: CallOptions = {}): AsyncGenerator<TreeEntry> {
    yield* walk(this.opened().namespace, namespacePath, options);
  }

  async #create(path: string[], content: TableContent, options?: CreateTableCallOptions): Promise<Table> {
    const { namespace, engine, worksOnData = false, storageOptions = {} } = this.opened();
    const creation = { namespace, engine, worksOnData, storageOptions, path, content };
    return createTable(creation, options ?? {});
  }

  protected override opened(): NamespaceConnectionParts {
    if (this.#closing) throw new InvalidInputError("Connection is closed.");
    return this.#parts;
  }

  /** Starts both at once, so that nothing can begin on one of them while the other closes. */
  async #release(): Promise<void> {
    const { engine, closeNamespace } = this.#parts;
    const results = await Promise.allSettled([engine.close(), closeNamespace?.()]);
    await this.#remove?.();
    for (const result of results) if (result.status === "rejected") throw result.reason;
  }
}

async function exists(check: Promise<unknown>): Promise<boolean> {
  try {
    await check;
    return true;
  } catch (error) {
    if (isNamespaceError(error, 1) || isNamespaceError(error, 4)) return false;
    throw error;
  }
}
