import type * as core from "@lancetree/core";
import {
  BaseNamespace,
  type CallOptions,
  type CatalogExtensions,
  type CreateTableRequestWithoutData,
  type ObjectFinding,
  parseTableId,
  type StagedTable,
  type StagedTableCreation,
  type TableFinding,
} from "@lancetree/core";
import { writeArrow } from "@lancetree/tables";
import { Catalog } from "./catalog.ts";
import { alterProperties } from "./operations/alter-properties.ts";
import { createTableWith } from "./operations/create-table.ts";
import { declareTable } from "./operations/declare-table.ts";
import { describeNamespace, describeTable, findTable } from "./operations/describe.ts";
import { listDropped, purgeDropped, undrop } from "./operations/dropped.ts";
import { findObjects } from "./operations/find-objects.ts";
import { listAllTables, listNamespaces, listTables } from "./operations/list.ts";
import { createNamespace, dropNamespace } from "./operations/namespaces.ts";
import { registerTable } from "./operations/register-table.ts";
import { removeTable } from "./operations/remove-table.ts";
import { renameTable } from "./operations/rename-table.ts";
import { optionsFromProperties, type PostgresNamespaceOptions } from "./options.ts";
import { findTablesAt } from "./read-statements.ts";
import { relativeTo } from "./tree/location.ts";
import { pathOf } from "./tree/object-id.ts";
import { batchCommitTables } from "./versions/batch-commit-tables.ts";
import { batchDeleteTableVersions } from "./versions/delete-versions.ts";
import { describeTableVersion, listTableVersions } from "./versions/read-versions.ts";
import { batchCreateTableVersions, createTableVersion } from "./versions/record-versions.ts";

/**
 * A catalog in PostgreSQL: namespaces and the names of tables are rows, and the tables are Lance tables below one root.
 *
 * Any number of processes may use one catalog at once. Each change is one transaction; if a process is killed, others see the state
 * before or after the change. A change whose connection was lost is made once: the next attempt finds its record.
 */
export class PostgresNamespace
  extends BaseNamespace
  implements StagedTableCreation, TableFinding, ObjectFinding, CatalogExtensions, AsyncDisposable
{
  readonly #catalog: Catalog;

  /** Opens nothing yet. @throws InvalidInputError for an invalid option */
  constructor(options: PostgresNamespaceOptions) {
    super();
    this.#catalog = new Catalog(options);
  }

  /**
   * Opens a catalog with a flat map of strings: `url`, `root`, `catalog`, `retain_seconds`, `migrate`, `vend_input_storage_options`,
   * `table_version_tracking_enabled` and
   * `storage.<key>`.
   *
   * @throws InvalidInputError without `url` or `root`, and for an unknown key
   */
  static fromProperties(properties: Readonly<Record<string, string>>): PostgresNamespace {
    return new PostgresNamespace(optionsFromProperties(properties));
  }

  /**
   * Creates the schema and the catalog, or brings the schema to the present version. The first use does the same, unless the option
   * `migrate` is false. Rejects with Unsupported (0) for a schema that is newer than this package.
   */
  migrate(): Promise<void> {
    return this.#catalog.migrate();
  }

  override createNamespace(
    request: core.CreateNamespaceRequest,
    options?: CallOptions,
  ): Promise<core.CreateNamespaceResponse> {
    return createNamespace(this.#catalog, request, options);
  }

  override dropNamespace(
    request: core.DropNamespaceRequest,
    options?: CallOptions,
  ): Promise<core.DropNamespaceResponse> {
    return dropNamespace(this.#catalog, request, options);
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
    await describeNamespace(this.#catalog, request, options);
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
    const write = writeArrow(() => this.#catalog.engine(), request.id, data, options);
    return createTableWith(this.#catalog, rest, write, options);
  }

  async createTableWith(
    request: CreateTableRequestWithoutData,
    write: (target: StagedTable) => Promise<void>,
    options?: CallOptions,
  ): Promise<core.CreateTableResponse> {
    return createTableWith(this.#catalog, request, write, options);
  }

  override declareTable(
    request: core.DeclareTableRequest,
    options?: CallOptions,
  ): Promise<core.DeclareTableResponse> {
    return declareTable(this.#catalog, request, options);
  }

  override registerTable(
    request: core.RegisterTableRequest,
    options?: CallOptions,
  ): Promise<core.RegisterTableResponse> {
    return registerTable(this.#catalog, request, options);
  }

  override describeTable(
    request: core.DescribeTableRequest,
    options?: CallOptions,
  ): Promise<core.DescribeTableResponse> {
    return describeTable(this.#catalog, this, request, options);
  }

  override async tableExists(
    request: core.TableExistsRequest,
    options?: CallOptions,
  ): Promise<core.TableExistsResponse> {
    const { version } = request;
    if (version === undefined || version === null)
      await findTable(this.#catalog, parseTableId(request), options);
    else await this.describeTable({ id: request.id ?? [], version, load_detailed_metadata: true }, options);
    return {};
  }

  override async dropTable(
    request: core.DropTableRequest,
    options?: CallOptions,
  ): Promise<core.DropTableResponse> {
    return removeTable(this.#catalog, parseTableId(request), false, options);
  }

  override async deregisterTable(
    request: core.DeregisterTableRequest,
    options?: CallOptions,
  ): Promise<core.DeregisterTableResponse> {
    return removeTable(this.#catalog, parseTableId(request), true, options);
  }

  override renameTable(
    request: core.RenameTableRequest,
    options?: CallOptions,
  ): Promise<core.RenameTableResponse> {
    return renameTable(this.#catalog, request, options);
  }

  override listTableVersions(
    request: core.ListTableVersionsRequest,
    options?: CallOptions,
  ): Promise<core.ListTableVersionsResponse> {
    return listTableVersions(this.#catalog, request, options);
  }

  override describeTableVersion(
    request: core.DescribeTableVersionRequest,
    options?: CallOptions,
  ): Promise<core.DescribeTableVersionResponse> {
    return describeTableVersion(this.#catalog, request, options);
  }

  override createTableVersion(
    request: core.CreateTableVersionRequest,
    options?: CallOptions,
  ): Promise<core.CreateTableVersionResponse> {
    return createTableVersion(this.#catalog, request, options);
  }

  override batchCreateTableVersions(
    request: core.BatchCreateTableVersionsRequest,
    options?: CallOptions,
  ): Promise<core.BatchCreateTableVersionsResponse> {
    return batchCreateTableVersions(this.#catalog, request, options);
  }

  override batchDeleteTableVersions(
    request: core.BatchDeleteTableVersionsRequest,
    options?: CallOptions,
  ): Promise<core.BatchDeleteTableVersionsResponse> {
    return batchDeleteTableVersions(this.#catalog, request, options);
  }

  override batchCommitTables(
    request: core.BatchCommitTablesRequest,
    options?: CallOptions,
  ): Promise<core.BatchCommitTablesResponse> {
    return batchCommitTables(this.#catalog, request, options);
  }

  /** Finds namespaces and tables by a part of their names. */
  findObjects(request: core.FindObjectsRequest, options?: CallOptions): Promise<core.FindObjectsResponse> {
    return findObjects(this.#catalog, request, options);
  }

  /** Finds the tables at a location. */
  async tablesAt({ location }: core.TablesAtRequest, options?: CallOptions): Promise<core.TablesAtResponse> {
    const relative = relativeTo(this.#catalog.settings.root, location);
    if (relative === undefined) return { isInside: false, ids: [] };
    const rows = await this.#catalog.read(options, (database) =>
      database.query<{ object_id: string }>(findTablesAt, [this.#catalog.name, relative]),
    );
    return { isInside: true, ids: rows.map(({ object_id: id }) => pathOf(id)) };
  }

  /** Lists the dropped and overwritten objects that the catalog keeps for the time of the option `retainSeconds`. */
  listDropped(request: core.ListDroppedRequest, options?: CallOptions): Promise<core.ListDroppedResponse> {
    return listDropped(this.#catalog, request, options);
  }

  /**
   * Brings back a dropped table, or a dropped namespace with everything that was dropped with it.
   *
   * Rejects with NamespaceAlreadyExists (2) or TableAlreadyExists (5) if the path is taken, with NamespaceNotFound (1) if the parent does
   * not exist, and with TableNotFound (4) if the catalog keeps no dropped object of the path.
   */
  undrop(request: core.UndropRequest, options?: CallOptions): Promise<core.UndropResponse> {
    return undrop(this.#catalog, request, options);
  }

  /**
   * Permanently removes the objects that were dropped longer ago than a time. The files are removed in the background, see
   * `removeDueFiles`.
   */
  purgeDropped(request: core.PurgeDroppedRequest, options?: CallOptions): Promise<core.PurgeDroppedResponse> {
    return purgeDropped(this.#catalog, request, options);
  }

  /**
   * Changes some properties of a namespace or a table, and keeps the others. While `lancetree.protected` is `"true"`, calls that
   * drop, overwrite, rename or deregister the object, or that drop or overwrite a namespace above it, reject with PermissionDenied (15).
   */
  alterProperties(
    request: core.AlterPropertiesRequest,
    options?: CallOptions,
  ): Promise<core.AlterPropertiesResponse> {
    return alterProperties(this.#catalog, request, options);
  }

  /** Removes the files that are due for removal, and resolves when none are left. Each drop also starts this in the background. */
  async removeDueFiles(): Promise<void> {
    await this.#catalog.files.removeDue();
  }

  /** Waits until the files in progress are removed, then closes LanceDB and the database. Later calls reject with InvalidInput. */
  async close(): Promise<void> {
    await this.#catalog.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
