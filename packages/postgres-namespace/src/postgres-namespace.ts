import {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  BaseNamespace,
  type CallOptions,
  type CatalogExtensions,
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
  type ListAllTablesRequest,
  type ListAllTablesResponse,
  type ListDroppedRequest,
  type ListDroppedResponse,
  type ListNamespacesRequest,
  type ListNamespacesResponse,
  type ListTablesRequest,
  type ListTablesResponse,
  type NamespaceExistsRequest,
  type NamespaceExistsResponse,
  type PurgeDroppedRequest,
  type PurgeDroppedResponse,
  parseTableId,
  type RegisterTableRequest,
  type RegisterTableResponse,
  type RenameTableRequest,
  type RenameTableResponse,
  type StagedTable,
  type StagedTableCreation,
  type TableExistsRequest,
  type TableExistsResponse,
  type TableFinding,
  type TablesAtRequest,
  type TablesAtResponse,
  type UndropRequest,
  type UndropResponse,
} from "@lancetree/core";
import { writeArrow } from "@lancetree/tables";
import { Catalog } from "./catalog.ts";
import { alterProperties } from "./operations/alter-properties.ts";
import { createTableWith, declareTable } from "./operations/create-table.ts";
import { describeNamespace, describeTable, findTable } from "./operations/describe.ts";
import { listDropped, purgeDropped, undrop } from "./operations/dropped.ts";
import { listAllTables, listNamespaces, listTables } from "./operations/list.ts";
import { createNamespace, dropNamespace } from "./operations/namespaces.ts";
import { registerTable } from "./operations/register-table.ts";
import { removeTable } from "./operations/remove-table.ts";
import { renameTable } from "./operations/rename-table.ts";
import { optionsFromProperties, type PostgresNamespaceOptions } from "./options.ts";
import { findTablesAt } from "./statements.ts";
import { relativeTo } from "./tree/location.ts";
import { pathOf } from "./tree/object-id.ts";

/**
 * A catalog in PostgreSQL: namespaces and the names of tables are rows, and the tables are Lance tables below one root.
 *
 * Any number of processes may use one catalog at once. Each change is one transaction; if a process is killed, others see the state
 * before or after the change. A change whose connection was lost is made once: the next attempt finds its record.
 */
export class PostgresNamespace
  extends BaseNamespace
  implements StagedTableCreation, TableFinding, CatalogExtensions, AsyncDisposable
{
  readonly #catalog: Catalog;

  /** Opens nothing yet. @throws InvalidInputError for an invalid option */
  constructor(options: PostgresNamespaceOptions) {
    super();
    this.#catalog = new Catalog(options);
  }

  /**
   * Opens a catalog with a flat map of strings: `url`, `root`, `catalog`, `retain_seconds`, `migrate`, `vend_input_storage_options` and
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
    request: CreateNamespaceRequest,
    options?: CallOptions,
  ): Promise<CreateNamespaceResponse> {
    return createNamespace(this.#catalog, request, options);
  }

  override dropNamespace(
    request: DropNamespaceRequest,
    options?: CallOptions,
  ): Promise<DropNamespaceResponse> {
    return dropNamespace(this.#catalog, request, options);
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
    await describeNamespace(this.#catalog, request, options);
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
    const write = writeArrow(() => this.#catalog.engine(), request.id, data, options);
    return createTableWith(this.#catalog, rest, write, options);
  }

  async createTableWith(
    request: CreateTableRequestWithoutData,
    write: (target: StagedTable) => Promise<void>,
    options?: CallOptions,
  ): Promise<CreateTableResponse> {
    return createTableWith(this.#catalog, request, write, options);
  }

  override declareTable(request: DeclareTableRequest, options?: CallOptions): Promise<DeclareTableResponse> {
    return declareTable(this.#catalog, request, options);
  }

  override registerTable(
    request: RegisterTableRequest,
    options?: CallOptions,
  ): Promise<RegisterTableResponse> {
    return registerTable(this.#catalog, request, options);
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
    if (version === undefined || version === null)
      await findTable(this.#catalog, parseTableId(request), options);
    else await this.describeTable({ id: request.id ?? [], version, load_detailed_metadata: true }, options);
    return {};
  }

  override async dropTable(request: DropTableRequest, options?: CallOptions): Promise<DropTableResponse> {
    return removeTable(this.#catalog, parseTableId(request), false, options);
  }

  override async deregisterTable(
    request: DeregisterTableRequest,
    options?: CallOptions,
  ): Promise<DeregisterTableResponse> {
    return removeTable(this.#catalog, parseTableId(request), true, options);
  }

  override renameTable(request: RenameTableRequest, options?: CallOptions): Promise<RenameTableResponse> {
    return renameTable(this.#catalog, request, options);
  }

  /** Finds the tables at a location. */
  async tablesAt({ location }: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse> {
    const relative = relativeTo(this.#catalog.settings.root, location);
    if (relative === undefined) return { isInside: false, ids: [] };
    const rows = await this.#catalog.read(options, (database) =>
      database.query<{ object_id: string }>(findTablesAt, [this.#catalog.name, relative]),
    );
    return { isInside: true, ids: rows.map(({ object_id: id }) => pathOf(id)) };
  }

  /** Lists what was dropped or overwritten and is kept, as the option `retainSeconds` says. */
  listDropped(request: ListDroppedRequest, options?: CallOptions): Promise<ListDroppedResponse> {
    return listDropped(this.#catalog, request, options);
  }

  /**
   * Brings back what was dropped, a namespace with everything that was dropped with it.
   *
   * Rejects with NamespaceAlreadyExists (2) or TableAlreadyExists (5) if the path is taken, with NamespaceNotFound (1) if the parent does
   * not exist, and with TableNotFound (4) if nothing is kept that was dropped at the path.
   */
  undrop(request: UndropRequest, options?: CallOptions): Promise<UndropResponse> {
    return undrop(this.#catalog, request, options);
  }

  /** Gives up what was dropped longer ago than a time. Its files are removed in the background, see `removeDueFiles`. */
  purgeDropped(request: PurgeDroppedRequest, options?: CallOptions): Promise<PurgeDroppedResponse> {
    return purgeDropped(this.#catalog, request, options);
  }

  /**
   * Changes some properties of a namespace or a table, and keeps the others. With `lancetree.protected` set to `"true"`, the object
   * refuses to be dropped, overwritten, renamed and deregistered, and every namespace above it to be dropped or overwritten: they reject
   * with PermissionDenied (15).
   */
  alterProperties(request: AlterPropertiesRequest, options?: CallOptions): Promise<AlterPropertiesResponse> {
    return alterProperties(this.#catalog, request, options);
  }

  /** Removes the files that are due for removal. Resolves when none are left. Calls that drop start the same in the background. */
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
