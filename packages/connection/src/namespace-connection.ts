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
import {
  type CallOptions,
  compareBytes,
  isNamespaceError,
  listTableNames,
  validateAddress,
  walk,
} from "@lancetree/core";
import { resolveTable, type TableContent } from "@lancetree/tables";
import { createTable } from "./create-table.ts";
import { finishedJob } from "./methods/finished-job.ts";
import { NamespaceMethods } from "./methods/namespace-methods.ts";
import type { AbortOptions } from "./options/abort-options.ts";
import { readPath, tablePath, toPage, validateLimit } from "./options/arguments.ts";
import type { CreateTableCallOptions } from "./options/create-options.ts";
import type { TreeEntry } from "./tree-entry.ts";

/**
 * LanceDB's `Connection` over any namespace, made by `connectNamespace` or `connect`.
 *
 * Every method rejects with the errors of `@lancetree/core`: NamespaceNotFound (1) if a namespace on the path does not
 * exist, TableNotFound (4), and InvalidInput (13) for invalid names, modes and rows, and after `close()`. The tables
 * that it opens are LanceDB's own `Table` objects.
 */
export class NamespaceConnection extends NamespaceMethods {
  /**
   * A connection whose root is a namespace of this one, for libraries that do not support namespaces. All its paths are
   * relative to that namespace; error messages, and `namespace`, use the paths of the whole catalog. The namespace need
   * not exist yet: until it does, calls reject with NamespaceNotFound (1). Closing the returned connection leaves this
   * one open; closing this one closes both. `db.at(["prod", "search"]).openTable("user")` opens prod/search/user.
   *
   * @throws InvalidInputError for an invalid path, and after `close()`
   */
  at(namespacePath: readonly string[]): NamespaceConnection {
    const parts = this.requireOpen();
    const path = [...this.rootPath, ...validateAddress(namespacePath)];
    return new NamespaceConnection(parts, { owner: this.owner, path });
  }

  /** The names of all tables in a namespace, all pages; after `startAfter`, at most `limit`. */
  override tableNames(options?: Partial<TableNamesOptions> & AbortOptions): Promise<string[]>;
  override tableNames(
    namespacePath?: string[],
    options?: Partial<TableNamesOptions> & AbortOptions,
  ): Promise<string[]>;
  override async tableNames(
    pathOrOptions?: string[] | (Partial<TableNamesOptions> & AbortOptions),
    more?: Partial<TableNamesOptions> & AbortOptions,
  ): Promise<string[]> {
    const { path, options: { startAfter, limit, signal } = {} } = readPath(pathOrOptions, more);
    validateLimit(limit);
    const names = await this.call(signal, ({ namespace }, options) =>
      listTableNames(namespace, this.absolutePath(path), options),
    );
    const rest = startAfter ? names.filter((name) => compareBytes(name, startAfter) > 0) : names;
    return rest.slice(0, limit);
  }

  /** One page of the tables in a namespace; all of them when no limit is given and the catalog sets none. */
  override listTables(options?: Partial<ListTablesOptions> & AbortOptions): Promise<ListTablesResponse>;
  override listTables(
    namespacePath?: string[],
    options?: Partial<ListTablesOptions> & AbortOptions,
  ): Promise<ListTablesResponse>;
  override async listTables(
    pathOrOptions?: string[] | (Partial<ListTablesOptions> & AbortOptions),
    more?: Partial<ListTablesOptions> & AbortOptions,
  ): Promise<ListTablesResponse> {
    const { path, options: { signal, ...pageOptions } = {} } = readPath(pathOrOptions, more);
    const request = { id: this.absolutePath(path), ...toPage(pageOptions) };
    const page = await this.call(signal, ({ namespace }, options) => namespace.listTables(request, options));
    return { tables: page.tables, ...(page.page_token && { pageToken: page.page_token }) };
  }

  /** Opens a table. Also rejects with TableNotFound (4) if the table is only declared. */
  override async openTable(
    name: string,
    namespacePath: string[] = [],
    { signal, ...openOptions }: Partial<OpenTableOptions> & AbortOptions = {},
  ): Promise<Table> {
    const path = this.absolutePath(tablePath(name, namespacePath));
    return this.call(
      signal,
      async ({ namespace, engine }, options) =>
        engine.open(await resolveTable(namespace, path, options), openOptions),
      closeTable,
    );
  }

  /**
   * Creates a table from rows or an Arrow table. Where the name exists, mode `create` rejects with TableAlreadyExists
   * (5), `overwrite` replaces the table, `exist_ok` (or `existOk`) opens it and ignores the data.
   *
   * Rejects with TableSchemaValidation (20) or InvalidInput (13) for rows that cannot be stored; nothing is
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
    // The engine validates the rows.
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

  /** Drops a table; resolves after its data is deleted. */
  override async dropTable(
    name: string,
    namespacePath: string[] = [],
    { signal }: AbortOptions = {},
  ): Promise<void> {
    const request = { id: this.absolutePath(tablePath(name, namespacePath)) };
    await this.call(signal, ({ namespace }, options) => namespace.dropTable(request, options));
  }

  /** Does the same as `dropTable`, and resolves with a finished job, as LanceDB does for a local table. */
  override async dropTableAsync(
    name: string,
    namespacePath: string[] = [],
    options: AbortOptions = {},
  ): Promise<Job> {
    await this.dropTable(name, namespacePath, options);
    return finishedJob();
  }

  /**
   * Drops every table directly inside a namespace; the namespaces inside it stay. If the signal is aborted, each table
   * is either unchanged or dropped.
   */
  override async dropAllTables(namespacePath: string[] = [], { signal }: AbortOptions = {}): Promise<void> {
    const path = this.absolutePath(namespacePath);
    await this.call(signal, async ({ namespace }, options) => {
      for (const name of await listTableNames(namespace, path, options)) {
        try {
          await namespace.dropTable({ id: [...path, name] }, options);
        } catch (error) {
          // Another caller dropped it first.
          if (!isNamespaceError(error, 4)) throw error;
        }
      }
    });
  }

  /** Renames a table, and moves it to `newNamespacePath` if that is passed. `namespacePath` is the root by default. */
  override async renameTable(
    currentName: string,
    newName: string,
    { signal, namespacePath = [], newNamespacePath }: RenameTableOptions & AbortOptions = {},
  ): Promise<void> {
    const request = {
      id: this.absolutePath(tablePath(currentName, namespacePath)),
      new_table_name: newName,
      ...(newNamespacePath !== undefined && { new_namespace_id: this.absolutePath(newNamespacePath) }),
    };
    await this.call(signal, ({ namespace }, options) => namespace.renameTable(request, options));
  }

  /**
   * Visits everything below a namespace, depth first and siblings in ascending order. Reads each level when it reaches
   * it.
   */
  async *walk(namespacePath: string[] = [], options: CallOptions = {}): AsyncGenerator<TreeEntry> {
    for await (const { kind, path } of walk(
      this.requireOpen().namespace,
      this.absolutePath(namespacePath),
      options,
    )) {
      yield { kind, path: path.slice(this.rootPath.length) };
    }
  }

  async #create(
    relative: string[],
    content: TableContent,
    { signal, ...createOptions }: CreateTableCallOptions = {},
  ): Promise<Table> {
    const path = this.absolutePath(relative);
    return this.call(
      signal,
      ({ namespace, engine, handlesData = false, storageOptions = {} }, options) => {
        const creation = { namespace, engine, handlesData, storageOptions, path, content, options };
        return createTable(creation, createOptions);
      },
      closeTable,
    );
  }
}

function closeTable(table: Table): void {
  table.close();
}
