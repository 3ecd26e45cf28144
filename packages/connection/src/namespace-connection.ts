import type {
  Data,
  Job,
  ListTablesOptions,
  ListTablesResponse,
  OpenTableOptions,
  RenameTableOptions,
  SchemaLike,
  Table,
  TableLike,
  TableNamesOptions,
} from "@lancedb/lancedb";
import { type CallOptions, compareBytes, isNamespaceError, validateAddress } from "@lancetree/core";
import { resolveTable, type TableContent } from "@lancetree/tables";
import { createTable } from "./create-table.ts";
import { finishedJob } from "./methods/finished-job.ts";
import { NamespaceMethods } from "./methods/namespace-methods.ts";
import { readPath, tablePath, toPage, validateLimit } from "./options/arguments.ts";
import type { CreateTableCallOptions } from "./options/create-options.ts";
import { listTableNames, type TreeEntry, walk } from "./walk.ts";

/**
 * LanceDB's `Connection` over any namespace, made by `connectNamespace` or `connect`.
 *
 * Every method rejects with the errors of `@lancetree/core`: NamespaceNotFound (1) where a namespace on the path does
 * not exist, TableNotFound (4), InvalidInput (13) for names, modes and rows that cannot be meant, and after `close()`.
 * Tables are LanceDB's own.
 */
export class NamespaceConnection extends NamespaceMethods {
  /**
   * A connection whose root is a namespace of this one, for code that knows no paths. All its paths begin there; messages of errors,
   * and `namespace`, keep the paths of the whole catalog. The namespace need not exist yet: until it does, calls reject with
   * NamespaceNotFound (1). Closing it leaves this connection open; closing this connection closes it.
   * `db.at(["prod", "search"]).openTable("user")` opens prod/search/user.
   *
   * @throws InvalidInputError for a path that cannot be one, and after `close()`
   */
  at(namespacePath: readonly string[]): NamespaceConnection {
    const parts = this.requireOpen();
    const path = [...this.rootPath, ...validateAddress(namespacePath)];
    return new NamespaceConnection(parts, { owner: this.owner, path });
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
    const names = await this.call(({ namespace }) => listTableNames(namespace, this.absolutePath(path)));
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
      namespace.listTables({ id: this.absolutePath(path), ...toPage(options) }),
    );
    return { tables: page.tables, ...(page.page_token && { pageToken: page.page_token }) };
  }

  override async openTable(
    name: string,
    namespacePath: string[] = [],
    options: Partial<OpenTableOptions> = {},
  ): Promise<Table> {
    return this.call(async ({ namespace, engine }) =>
      engine.open(await resolveTable(namespace, this.absolutePath(tablePath(name, namespacePath))), options),
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
      namespace.dropTable({ id: this.absolutePath(tablePath(name, namespacePath)) }),
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
      const path = this.absolutePath(namespacePath);
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

  /** Renames a table, and with `newNamespacePath` moves it; an omitted `namespacePath` is the root. */
  override async renameTable(
    currentName: string,
    newName: string,
    options: RenameTableOptions = {},
  ): Promise<void> {
    const { namespacePath = [], newNamespacePath } = options;
    await this.call(({ namespace }) =>
      namespace.renameTable({
        id: this.absolutePath(tablePath(currentName, namespacePath)),
        new_table_name: newName,
        ...(newNamespacePath !== undefined && { new_namespace_id: this.absolutePath(newNamespacePath) }),
      }),
    );
  }

  /** Visits everything below a namespace, depth first, siblings ascending; asks for each level when it gets there. */
  async *walk(namespacePath: string[] = [], options: CallOptions = {}): AsyncGenerator<TreeEntry> {
    for await (const { kind, path } of walk(
      this.requireOpen().namespace,
      this.absolutePath(namespacePath),
      options,
    )) {
      yield { kind, path: path.slice(this.rootPath.length) };
    }
  }

  async #create(relative: string[], content: TableContent, options?: CreateTableCallOptions): Promise<Table> {
    return this.call(({ namespace, engine, handlesData = false, storageOptions = {} }) => {
      const path = this.absolutePath(relative);
      const creation = { namespace, engine, handlesData, storageOptions, path, content };
      return createTable(creation, options ?? {});
    });
  }
}
