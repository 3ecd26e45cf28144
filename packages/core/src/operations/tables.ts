import type { Schemas } from "@lancetree/spec";
import type { ArrowData } from "../arrow-data.ts";
import type { CallOptions } from "../call-options.ts";

export type ListTablesRequest = Schemas["ListTablesRequest"];
export type ListTablesResponse = Schemas["ListTablesResponse"];
/** Which tables to list. */
export type ListAllTablesRequest = Omit<Schemas["ListTablesRequest"], "id"> & {
  /** What joins the components of an identifier; default `$`. */
  delimiter?: string | undefined;
};
export type ListAllTablesResponse = Schemas["ListTablesResponse"];
/** What to create, and the rows as an Arrow IPC stream. */
export type CreateTableRequest = Schemas["CreateTableRequest"] & { readonly data: ArrowData };
export type CreateTableResponse = Schemas["CreateTableResponse"];
export type DeclareTableRequest = Schemas["DeclareTableRequest"];
export type DeclareTableResponse = Schemas["DeclareTableResponse"];
export type RegisterTableRequest = Schemas["RegisterTableRequest"];
export type RegisterTableResponse = Schemas["RegisterTableResponse"];
export type DescribeTableRequest = Schemas["DescribeTableRequest"];
export type DescribeTableResponse = Schemas["DescribeTableResponse"];
export type TableExistsRequest = Schemas["TableExistsRequest"];
export type TableExistsResponse = Schemas["TableExistsResponse"];
export type DropTableRequest = Schemas["DropTableRequest"];
export type DropTableResponse = Schemas["DropTableResponse"];
export type DeregisterTableRequest = Schemas["DeregisterTableRequest"];
export type DeregisterTableResponse = Schemas["DeregisterTableResponse"];
export type RenameTableRequest = Schemas["RenameTableRequest"];
export type RenameTableResponse = Schemas["RenameTableResponse"];
export type GetTableStatsRequest = Schemas["GetTableStatsRequest"];
export type GetTableStatsResponse = Schemas["GetTableStatsResponse"];

/** Operations on tables as names in the tree: where they are, not what is in them. */
export interface TableOperations {
  /**
   * Lists the names of the tables directly inside a namespace, ascending by bytes, one page at a time. Tables that are only
   * declared are listed unless `include_declared` is false.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist.
   */
  listTables(request: ListTablesRequest, options?: CallOptions): Promise<ListTablesResponse>;

  /**
   * Lists the identifiers of all tables at any depth, each joined with the delimiter, ascending by bytes, one page at a time.
   */
  listAllTables(request: ListAllTablesRequest, options?: CallOptions): Promise<ListAllTablesResponse>;

  /**
   * Creates a table from an Arrow IPC stream, whose schema becomes the table's; a stream without rows makes an empty table.
   * Where the name is taken by a table, mode `Create` (the default) rejects, `ExistOk` keeps it with its data and
   * properties, and `Overwrite` replaces both. A table that is only declared is filled.
   *
   * Rejects with NamespaceNotFoundError (1) when the parent does not exist, TableAlreadyExistsError (5) on a conflict,
   * NamespaceAlreadyExistsError (2), in every mode, when a namespace has the name, TableSchemaValidationError (20) for a
   * schema that no table can have.
   */
  createTable(request: CreateTableRequest, options?: CallOptions): Promise<CreateTableResponse>;

  /**
   * Reserves a name and a location for a table whose data is written later.
   *
   * Rejects with NamespaceNotFoundError (1) when the parent does not exist, TableAlreadyExistsError (5) or
   * NamespaceAlreadyExistsError (2) when the name is taken.
   */
  declareTable(request: DeclareTableRequest, options?: CallOptions): Promise<DeclareTableResponse>;

  /**
   * Gives a name to a table that lies at a location already. Mode `Overwrite` replaces a table of that name.
   *
   * Rejects with NamespaceNotFoundError (1) when the parent does not exist, TableAlreadyExistsError (5) on a conflict,
   * NamespaceAlreadyExistsError (2), in every mode, when a namespace has the name.
   */
  registerTable(request: RegisterTableRequest, options?: CallOptions): Promise<RegisterTableResponse>;

  /**
   * Answers with a table's location and properties (`{}` when it has none), and with what the request's flags ask for.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist, TableNotFoundError (4) when only the table is
   * missing or the name is a namespace's, TableVersionNotFoundError (11).
   */
  describeTable(request: DescribeTableRequest, options?: CallOptions): Promise<DescribeTableResponse>;

  /**
   * Resolves when a table exists.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist, TableNotFoundError (4) when only the table is
   * missing or the name is a namespace's.
   */
  tableExists(request: TableExistsRequest, options?: CallOptions): Promise<TableExistsResponse>;

  /**
   * Drops a table and its data. Resolves after the data is gone.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist, TableNotFoundError (4) when only the table is
   * missing or the name is a namespace's.
   */
  dropTable(request: DropTableRequest, options?: CallOptions): Promise<DropTableResponse>;

  /**
   * Takes a table's name out of the tree and leaves its data where it is.
   *
   * Rejects with NamespaceNotFoundError (1) when the namespace does not exist, TableNotFoundError (4) when only the table is
   * missing or the name is a namespace's.
   */
  deregisterTable(request: DeregisterTableRequest, options?: CallOptions): Promise<DeregisterTableResponse>;

  /**
   * Gives a table a new name, in its namespace or, with `new_namespace_id`, in another one.
   *
   * Rejects with NamespaceNotFoundError (1) when either namespace does not exist, TableNotFoundError (4) when the table does
   * not, TableAlreadyExistsError (5) or NamespaceAlreadyExistsError (2) when the new name is taken.
   */
  renameTable(request: RenameTableRequest, options?: CallOptions): Promise<RenameTableResponse>;

  /**
   * Answers with the table's size: bytes, rows, fragments, indices.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  getTableStats(request: GetTableStatsRequest, options?: CallOptions): Promise<GetTableStatsResponse>;
}
