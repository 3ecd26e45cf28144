import type * as types from "@lancetree/core";
import { paginate } from "@lancetree/core";
import { RemoteQuery, type TableTarget } from "./remote-query.ts";

/** What a merge does with rows that match existing rows, and with rows that do not. */
export type MergeInsertOptions = Omit<
  types.MergeInsertIntoTableRequest,
  "id" | "identity" | "context" | "data" | "on"
>;

type IndexFields = Omit<
  types.CreateTableIndexRequest,
  "id" | "identity" | "context" | "column" | "index_type"
>;

type DescribeFields = Omit<types.DescribeTableRequest, "id" | "identity" | "context" | "branch">;
type RefreshFields = Omit<types.RefreshMaterializedViewRequest, "id" | "identity" | "context">;

// The largest that servers with 32-bit numbers can read.
const allRows = 2 ** 31 - 1;

/**
 * A table that is used through the catalog's data operations, without access to the storage. Each method rejects as
 * the operation that it calls, always including NamespaceNotFoundError (1) and TableNotFoundError (4).
 */
export class RemoteTable {
  /** The table's identifier. */
  readonly path: string[];
  /** The branch that is read and changed; undefined for the main branch. */
  readonly branch: string | undefined;
  readonly #namespace: types.Namespace;

  constructor(namespace: types.Namespace, path: readonly string[], branch?: string) {
    this.#namespace = namespace;
    this.path = [...path];
    this.branch = branch;
  }

  /** Returns the same table on one of its branches. Sends no request. */
  onBranch(name: string): RemoteTable {
    return new RemoteTable(this.#namespace, this.path, name);
  }

  /**
   * Describes the table: location and properties, and with `load_detailed_metadata` also version, schema and
   * statistics.
   */
  describe(options: types.CallOptions & DescribeFields = {}): Promise<types.DescribeTableResponse> {
    const { signal, timeoutMs, headers, ...fields } = options;
    return this.#namespace.describeTable({ ...fields, ...this.#target }, { signal, timeoutMs, headers });
  }

  /** Adds the rows of an Arrow IPC stream, or replaces all rows with them. */
  add(
    data: types.ArrowData,
    options: types.CallOptions & { readonly mode?: types.InsertMode | undefined } = {},
  ): Promise<types.InsertIntoTableResponse> {
    const { mode = "append" } = options;
    return this.#namespace.insertIntoTable({ ...this.#target, data, mode }, options);
  }

  /** Returns a query for all rows in no particular order. Add conditions to the returned query. */
  query(): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.#target, { k: allRows });
  }

  /**
   * Returns a query for the ten rows nearest to a vector, or for the ten best matches of a full-text search. Change the
   * limit and add conditions on the returned query.
   */
  search(target: readonly number[] | string): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.#target, {
      k: 10,
      ...(typeof target === "string"
        ? { full_text_query: { string_query: { query: target } } }
        : { vector: { single_vector: [...target] } }),
    });
  }

  /** Counts all rows, or the rows that meet an SQL condition. */
  async countRows(predicate?: string, options?: types.CallOptions): Promise<bigint> {
    const condition = predicate !== undefined && { predicate };
    const { count } = await this.#namespace.countTableRows({ ...this.#target, ...condition }, options);
    return count;
  }

  /**
   * Changes rows.
   *
   * @param values - an SQL expression for each column that changes
   * @param predicate - an SQL condition that selects the rows; all rows when absent
   */
  update(
    values: Readonly<Record<string, string>>,
    predicate?: string,
    options?: types.CallOptions,
  ): Promise<types.UpdateTableResponse> {
    const condition = predicate !== undefined && { predicate };
    return this.#namespace.updateTable(
      { ...this.#target, updates: Object.entries(values), ...condition },
      options,
    );
  }

  /** Deletes the rows that meet an SQL condition. */
  delete(predicate: string, options?: types.CallOptions): Promise<types.DeleteFromTableResponse> {
    return this.#namespace.deleteFromTable({ ...this.#target, predicate }, options);
  }

  /**
   * Merges the rows of an Arrow IPC stream.
   *
   * @param on - the columns whose equal values make two rows match
   */
  mergeInsert(
    on: readonly string[],
    data: types.ArrowData,
    merge: MergeInsertOptions,
    options?: types.CallOptions,
  ): Promise<types.MergeInsertIntoTableResponse> {
    return this.#namespace.mergeInsertIntoTable({ ...merge, ...this.#target, on: [...on], data }, options);
  }

  /** Adds columns: computed by SQL expressions, or, with a schema as Arrow IPC without rows, null in every row. */
  addColumns(
    columns: types.AlterTableAddColumnsRequest["new_columns"] | types.ArrowData,
    options?: types.CallOptions,
  ): Promise<types.AlterTableAddColumnsResponse> {
    const added = Array.isArray(columns) ? { new_columns: columns } : { new_columns: [], data: columns };
    return this.#namespace.alterTableAddColumns({ ...this.#target, ...added }, options);
  }

  /** Renames columns, or changes their type or nullability. */
  alterColumns(
    alterations: types.AlterTableAlterColumnsRequest["alterations"],
    options?: types.CallOptions,
  ): Promise<types.AlterTableAlterColumnsResponse> {
    return this.#namespace.alterTableAlterColumns({ ...this.#target, alterations }, options);
  }

  /** Changes the metadata of fields; null removes a key. */
  updateFieldMetadata(
    updates: types.UpdateFieldMetadataRequest["updates"],
    options?: types.CallOptions,
  ): Promise<types.UpdateFieldMetadataResponse> {
    return this.#namespace.updateFieldMetadata({ ...this.#target, updates }, options);
  }

  /** Computes a materialized view again from its sources. A view is a table. */
  refreshMaterializedView(
    fields: RefreshFields = {},
    options?: types.CallOptions,
  ): Promise<types.RefreshMaterializedViewResponse> {
    return this.#namespace.refreshMaterializedView({ ...fields, id: this.path }, options);
  }

  /** Drops columns. */
  dropColumns(
    columns: readonly string[],
    options?: types.CallOptions,
  ): Promise<types.AlterTableDropColumnsResponse> {
    return this.#namespace.alterTableDropColumns({ ...this.#target, columns: [...columns] }, options);
  }

  /**
   * Creates an index. If `replace` is true, it replaces an existing index of that name.
   *
   * @param indexType - `BTREE`, `BITMAP`, `LABEL_LIST`, `IVF_PQ`, `IVF_HNSW_SQ`, `FTS` …
   */
  createIndex(
    column: string,
    indexType: string,
    fields: IndexFields = {},
    options?: types.CallOptions,
  ): Promise<types.CreateTableIndexResponse> {
    return this.#namespace.createTableIndex(
      { ...fields, ...this.#target, column, index_type: indexType },
      options,
    );
  }

  /** Lists the indices of the table. */
  indices(
    options?: types.CallOptions,
  ): types.Pages<types.ListTableIndicesResponse, types.ListTableIndicesResponse["indexes"][number]> {
    return paginate(
      (token) => this.#namespace.listTableIndices({ ...this.#target, page_token: token }, options),
      (page) => page.indexes,
      { signal: options?.signal },
    );
  }

  /** Returns the statistics of an index, such as the number of rows that it covers. */
  indexStats(name: string, options?: types.CallOptions): Promise<types.DescribeTableIndexStatsResponse> {
    return this.#namespace.describeTableIndexStats({ ...this.#target, index_name: name }, options);
  }

  /** Drops an index. */
  dropIndex(name: string, options?: types.CallOptions): Promise<types.DropTableIndexResponse> {
    return this.#namespace.dropTableIndex({ ...this.#target, index_name: name }, options);
  }

  /** Lists the tags of the table: the version and branch of each, by name. */
  tags(
    options?: types.CallOptions,
  ): types.Pages<types.ListTableTagsResponse, [string, types.ListTableTagsResponse["tags"][string]]> {
    return paginate(
      (token) => this.#namespace.listTableTags({ id: this.path, page_token: token }, options),
      (page) => Object.entries(page.tags),
      { signal: options?.signal },
    );
  }

  /** Returns the version that a tag names. */
  async tagVersion(tag: string, options?: types.CallOptions): Promise<number> {
    const { version } = await this.#namespace.getTableTagVersion({ id: this.path, tag }, options);
    return version;
  }

  /** Names a version. */
  createTag(
    tag: string,
    version: number,
    options?: types.CallOptions,
  ): Promise<types.CreateTableTagResponse> {
    return this.#namespace.createTableTag({ ...this.#target, tag, version }, options);
  }

  /** Moves a tag to another version. */
  updateTag(
    tag: string,
    version: number,
    options?: types.CallOptions,
  ): Promise<types.UpdateTableTagResponse> {
    return this.#namespace.updateTableTag({ ...this.#target, tag, version }, options);
  }

  /** Deletes a tag; the version stays. */
  deleteTag(tag: string, options?: types.CallOptions): Promise<types.DeleteTableTagResponse> {
    return this.#namespace.deleteTableTag({ id: this.path, tag }, options);
  }

  /** Lists the versions of the table, oldest first. */
  versions(
    options?: types.CallOptions,
  ): types.Pages<types.ListTableVersionsResponse, types.ListTableVersionsResponse["versions"][number]> {
    return paginate(
      (token) => this.#namespace.listTableVersions({ ...this.#target, page_token: token }, options),
      (page) => page.versions,
      { signal: options?.signal },
    );
  }

  /** Returns the number of rows and bytes of the table, and their distribution over fragments. */
  stats(options?: types.CallOptions): Promise<types.GetTableStatsResponse> {
    return this.#namespace.getTableStats({ ...this.#target }, options);
  }

  /** Lists the branches of the table by name, with the version at which each begins. */
  branches(
    options?: types.CallOptions,
  ): types.Pages<
    types.ListTableBranchesResponse,
    [string, types.ListTableBranchesResponse["branches"][string]]
  > {
    return paginate(
      (token) => this.#namespace.listTableBranches({ id: this.path, page_token: token }, options),
      (page) => Object.entries(page.branches),
      { signal: options?.signal },
    );
  }

  /** Creates a branch from the latest version of the main branch, or from the version in `from`. */
  createBranch(
    name: string,
    from: Pick<types.CreateTableBranchRequest, "from_branch" | "from_version"> = {},
    options?: types.CallOptions,
  ): Promise<types.CreateTableBranchResponse> {
    return this.#namespace.createTableBranch({ ...from, id: this.path, name }, options);
  }

  /** Deletes a branch with its versions. */
  deleteBranch(name: string, options?: types.CallOptions): Promise<types.DeleteTableBranchResponse> {
    return this.#namespace.deleteTableBranch({ id: this.path, name }, options);
  }

  /** Makes an older version the latest one. */
  restore(version: number, options?: types.CallOptions): Promise<types.RestoreTableResponse> {
    return this.#namespace.restoreTable({ ...this.#target, version }, options);
  }

  get #target(): TableTarget {
    return { id: this.path, ...(this.branch !== undefined && { branch: this.branch }) };
  }
}
