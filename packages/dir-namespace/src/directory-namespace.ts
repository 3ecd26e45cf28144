import type * as core from "@lancetree/core";
import {
  BaseNamespace,
  type CallOptions,
  type CatalogExtensions,
  type CreateTableRequestWithoutData,
  isNamespaceError,
  type ObjectFinding,
  parseAlterProperties,
  parseCreateNamespace,
  parseDropNamespace,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
  type StagedTable,
  type StagedTableCreation,
  storedId,
  type TableFinding,
  validateTableLocation,
} from "@lancetree/core";
import { writeArrow } from "@lancetree/tables";
import { Catalog } from "./catalog.ts";
import { assertNotReserved, checkedProperties } from "./model/intent.ts";
import { alterProperties } from "./operations/alter-properties.ts";
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
  implements
    StagedTableCreation,
    TableFinding,
    ObjectFinding,
    Pick<CatalogExtensions, "alterProperties">,
    AsyncDisposable
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
    request: core.CreateNamespaceRequest,
    options?: CallOptions,
  ): Promise<core.CreateNamespaceResponse> {
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
    request: core.DropNamespaceRequest,
    options?: CallOptions,
  ): Promise<core.DropNamespaceResponse> {
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
    request: core.DescribeNamespaceRequest,
    options?: CallOptions,
  ): Promise<core.DescribeNamespaceResponse> {
    return describeNamespace(this.#catalog, request, options);
  }

  override async namespaceExists(
    request: core.NamespaceExistsRequest,
    options?: CallOptions,
  ): Promise<core.NamespaceExistsResponse> {
    this.#catalog.assertNamespace(await this.#catalog.snapshot(options), parseNamespaceId(request));
    return {};
  }

  override listNamespaces(
    request: core.ListNamespacesRequest,
    options?: CallOptions,
  ): Promise<core.ListNamespacesResponse> {
    return listNamespaces(this.#catalog, request, options);
  }

  override listTables(
    request: core.ListTablesRequest,
    options?: CallOptions,
  ): Promise<core.ListTablesResponse> {
    return listTables(this.#catalog, request, options);
  }

  override listAllTables(
    request: core.ListAllTablesRequest,
    options?: CallOptions,
  ): Promise<core.ListAllTablesResponse> {
    return listAllTables(this.#catalog, request, options);
  }

  override async createTable(
    request: core.CreateTableRequest,
    options?: CallOptions,
  ): Promise<core.CreateTableResponse> {
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
  ): Promise<core.CreateTableResponse> {
    return createTableWith(this.#catalog, request, write, options);
  }

  override async declareTable(
    request: core.DeclareTableRequest,
    options?: CallOptions,
  ): Promise<core.DeclareTableResponse> {
    return declareTable(this.#catalog, request, options);
  }

  override async registerTable(
    request: core.RegisterTableRequest,
    options?: CallOptions,
  ): Promise<core.RegisterTableResponse> {
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
    request: core.DescribeTableRequest,
    options?: CallOptions,
  ): Promise<core.DescribeTableResponse> {
    return describeTable(this.#catalog, request, options);
  }

  override async tableExists(
    request: core.TableExistsRequest,
    options?: CallOptions,
  ): Promise<core.TableExistsResponse> {
    const { version } = request;
    if (version === undefined || version === null) {
      await this.#catalog.findTable(parseTableId(request), options);
    } else {
      await this.describeTable({ id: request.id ?? [], version, load_detailed_metadata: true }, options);
    }
    return {};
  }

  override async dropTable(
    request: core.DropTableRequest,
    options?: CallOptions,
  ): Promise<core.DropTableResponse> {
    return this.#removed(parseTableId(request), false, options);
  }

  override async deregisterTable(
    request: core.DeregisterTableRequest,
    options?: CallOptions,
  ): Promise<core.DeregisterTableResponse> {
    return this.#removed(parseTableId(request), true, options);
  }

  override async renameTable(
    request: core.RenameTableRequest,
    options?: CallOptions,
  ): Promise<core.RenameTableResponse> {
    const { from, to } = parseRenameTable(request);
    const rename = { from: storedId(from), to: storedId(to) };
    await this.#catalog.change(renameTable(this.#catalog.context, rename), options);
    return {};
  }

  /**
   * Finds namespaces and tables by a part of their names, in the rows that this process keeps. A root table without a row, which exists by
   * its folder alone, is not found.
   */
  findObjects(request: core.FindObjectsRequest, options?: CallOptions): Promise<core.FindObjectsResponse> {
    return findObjects(this.#catalog, request, options);
  }

  /**
   * Changes some properties of a namespace or a table, and keeps the others. A root table or a namespace without an entry in the catalog
   * gets one. Rejects with InvalidInput (13) for `lancetree.protected`, since no catalog of files can protect an object from other clients.
   */
  async alterProperties(
    request: core.AlterPropertiesRequest,
    options?: CallOptions,
  ): Promise<core.AlterPropertiesResponse> {
    const { path, set, remove } = parseAlterProperties(request);
    assertNotReserved(remove);
    const change = { id: storedId(path), set: checkedProperties(set), remove };
    const properties = await this.#catalog.change(alterProperties(this.#catalog.context, change), options);
    return { properties: { ...properties } };
  }

  /** Finds the tables at a location. */
  async tablesAt({ location }: core.TablesAtRequest, options?: CallOptions): Promise<core.TablesAtResponse> {
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
