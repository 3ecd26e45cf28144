import {
  BaseNamespace,
  type CallOptions,
  type CreateNamespaceRequest,
  type CreateNamespaceResponse,
  type CreateTableRequest,
  type CreateTableRequestWithoutData,
  type CreateTableResponse,
  type DeclareTableRequest,
  type DeclareTableResponse,
  type DeregisterTableRequest,
  type DeregisterTableResponse,
  type DescribeNamespaceRequest,
  type DescribeNamespaceResponse,
  type DescribeTableRequest,
  type DescribeTableResponse,
  type DropNamespaceRequest,
  type DropNamespaceResponse,
  type DropTableRequest,
  type DropTableResponse,
  type FindObjectsRequest,
  type FindObjectsResponse,
  isNamespaceError,
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type ListNamespacesRequest,
  type ListNamespacesResponse,
  type ListTablesRequest,
  type ListTablesResponse,
  type NamespaceExistsRequest,
  type NamespaceExistsResponse,
  type ObjectFinding,
  parseCreateNamespace,
  parseDropNamespace,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
  type RegisterTableRequest,
  type RegisterTableResponse,
  type RenameTableRequest,
  type RenameTableResponse,
  type StagedTable,
  type StagedTableCreation,
  storedId,
  type TableExistsRequest,
  type TableExistsResponse,
  type TableFinding,
  type TablesAtRequest,
  type TablesAtResponse,
  validateTableLocation,
} from "@lancetree/core";
import { writeArrow } from "@lancetree/tables";
import { Catalog } from "./catalog.ts";
import { checkedProperties } from "./model/intent.ts";
import { createNamespace } from "./operations/create-namespace.ts";
import { dropNamespace } from "./operations/drop-namespace.ts";
import { removeTable } from "./operations/drop-table.ts";
import { registerTable } from "./operations/register-table.ts";
import { renameTable } from "./operations/rename-table.ts";
import { type DirectoryNamespaceOptions, optionsFromProperties } from "./options/directory-options.ts";
import { describeNamespace } from "./reads/describe-namespace.ts";
import { describeTable } from "./reads/describe-table.ts";
import { findObjects } from "./reads/find-objects.ts";
import { listAllTables, listNamespaces, listTables } from "./reads/list.ts";
import { tablesAt } from "./reads/tables-at.ts";
import { createTableWith, declareTable } from "./staged-tables.ts";

/**
 * The Directory Catalog: a tree of namespaces and tables in a folder or a bucket, with the same files as every other
 * Lance client.
 *
 * Any number of processes may use one folder at once. Connecting and reading write nothing. Each change becomes visible
 * in one commit; if the process is killed, readers see the state before or after the change.
 */
export class DirectoryNamespace
  extends BaseNamespace
  implements StagedTableCreation, TableFinding, ObjectFinding, AsyncDisposable
{
  readonly #catalog: Catalog;

  constructor(options: DirectoryNamespaceOptions) {
    super();
    this.#catalog = new Catalog(options);
  }

  /**
   * Opens a catalog with the flat map of strings that configures other Lance clients.
   *
   * @throws InvalidInputError without `root`, UnsupportedError for `manifest_enabled = "false"`
   */
  static fromProperties(
    properties: Readonly<Record<string, string>>,
    options: Pick<DirectoryNamespaceOptions, "readConsistencyInterval" | "storageOptionsProvider"> = {},
  ): DirectoryNamespace {
    return new DirectoryNamespace({ ...optionsFromProperties(properties), ...options });
  }

  override async createNamespace(
    request: CreateNamespaceRequest,
    options?: CallOptions,
  ): Promise<CreateNamespaceResponse> {
    const { path, mode, properties } = parseCreateNamespace(request);
    if (path.length === 0) return { properties: {} };
    const creation = { id: storedId(path), mode, properties: checkedProperties(properties) };
    return {
      properties: {
        ...(await this.#catalog.change(createNamespace(this.#catalog.context, creation), options)),
      },
    };
  }

  override async dropNamespace(
    request: DropNamespaceRequest,
    options?: CallOptions,
  ): Promise<DropNamespaceResponse> {
    const { path, mode, behavior } = parseDropNamespace(request);
    try {
      const drop = dropNamespace(this.#catalog.context, { id: storedId(path), behavior });
      return { properties: { ...(await this.#catalog.change(drop, options)) } };
    } catch (error) {
      if (mode === "skip" && isNamespaceError(error, 1)) return {};
      throw error;
    }
  }

  override describeNamespace(
    request: DescribeNamespaceRequest,
    options?: CallOptions,
  ): Promise<DescribeNamespaceResponse> {
    return describeNamespace(this.#catalog, request, options);
  }

  override async namespaceExists(
    request: NamespaceExistsRequest,
    options?: CallOptions,
  ): Promise<NamespaceExistsResponse> {
    this.#catalog.assertNamespace(await this.#catalog.snapshot(options), parseNamespaceId(request));
    return {};
  }

  override listNamespaces(
    request: ListNamespacesRequest,
    options?: CallOptions,
  ): Promise<ListNamespacesResponse> {
    return listNamespaces(this.#catalog, request, options);
  }

  override listTables(request: ListTablesRequest, options?: CallOptions): Promise<ListTablesResponse> {
    return listTables(this.#catalog, request, options);
  }

  override listAllTables(
    request: ListAllTablesRequest,
    options?: CallOptions,
  ): Promise<ListAllTablesResponse> {
    return listAllTables(this.#catalog, request, options);
  }

  override async createTable(
    request: CreateTableRequest,
    options?: CallOptions,
  ): Promise<CreateTableResponse> {
    const { data, ...rest } = request;
    return createTableWith(
      this.#catalog,
      rest,
      writeArrow(() => this.#catalog.engine(), request.id, data, options),
      options,
    );
  }

  async createTableWith(
    request: CreateTableRequestWithoutData,
    write: (target: StagedTable) => Promise<void>,
    options?: CallOptions,
  ): Promise<CreateTableResponse> {
    return createTableWith(this.#catalog, request, write, options);
  }

  override async declareTable(
    request: DeclareTableRequest,
    options?: CallOptions,
  ): Promise<DeclareTableResponse> {
    return declareTable(this.#catalog, request, options);
  }

  override async registerTable(
    request: RegisterTableRequest,
    options?: CallOptions,
  ): Promise<RegisterTableResponse> {
    const { path, location, mode, properties } = parseRegisterTable(request);
    const registration = {
      id: storedId(path),
      location: validateTableLocation(location),
      mode,
      properties: checkedProperties(properties),
    };
    await this.#catalog.folder.assertOwnLocation(registration.location);
    const row = await this.#catalog.change(registerTable(this.#catalog.context, registration), options);
    return { location, properties: { ...row.properties } };
  }

  override describeTable(
    request: DescribeTableRequest,
    options?: CallOptions,
  ): Promise<DescribeTableResponse> {
    return describeTable(this.#catalog, request, options);
  }

  override async tableExists(
    request: TableExistsRequest,
    options?: CallOptions,
  ): Promise<TableExistsResponse> {
    const { version } = request;
    if (version === undefined || version === null) {
      await this.#catalog.findTable(parseTableId(request), options);
    } else {
      await this.describeTable({ id: request.id ?? [], version, load_detailed_metadata: true }, options);
    }
    return {};
  }

  override async dropTable(request: DropTableRequest, options?: CallOptions): Promise<DropTableResponse> {
    return this.#removed(parseTableId(request), false, options);
  }

  override async deregisterTable(
    request: DeregisterTableRequest,
    options?: CallOptions,
  ): Promise<DeregisterTableResponse> {
    return this.#removed(parseTableId(request), true, options);
  }

  override async renameTable(
    request: RenameTableRequest,
    options?: CallOptions,
  ): Promise<RenameTableResponse> {
    const { from, to } = parseRenameTable(request);
    const rename = { from: storedId(from), to: storedId(to) };
    await this.#catalog.change(renameTable(this.#catalog.context, rename), options);
    return {};
  }

  /**
   * Finds namespaces and tables by a part of their names, in the rows that this process keeps. A root table without a row, which exists by
   * its folder alone, is not found.
   */
  findObjects(request: FindObjectsRequest, options?: CallOptions): Promise<FindObjectsResponse> {
    return findObjects(this.#catalog, request, options);
  }

  /** Finds the tables at a location. */
  async tablesAt({ location }: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse> {
    return tablesAt(this.#catalog, location, options);
  }

  /**
   * Completes the changes of processes that ended in the middle of one. Not needed for correctness: readers resolve such changes, and
   * the first change of a process completes them. Safe beside any other operation.
   */
  async recover(options?: CallOptions): Promise<void> {
    await this.#catalog.recover(options);
  }

  /** Waits for the calls in progress, then closes LanceDB. Later calls reject with InvalidInput. */
  async close(): Promise<void> {
    await this.#catalog.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #removed(
    path: readonly string[],
    keepData: boolean,
    options?: CallOptions,
  ): Promise<{ id: string[]; location?: string; properties: Record<string, string> }> {
    const change = removeTable(this.#catalog.context, { id: storedId(path), keepData });
    const row = await this.#catalog.change(change, options);
    const location = row.location ? { location: await this.#catalog.uriOf(row) } : {};
    return { id: [...path], ...location, properties: { ...row.properties } };
  }
}
