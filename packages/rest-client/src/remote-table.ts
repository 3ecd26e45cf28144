import {
  type AlterTableAddColumnsRequest,
  type AlterTableAddColumnsResponse,
  type AlterTableAlterColumnsRequest,
  type AlterTableAlterColumnsResponse,
  type AlterTableDropColumnsResponse,
  type ArrowData,
  type CallOptions,
  type CreateTableIndexRequest,
  type CreateTableIndexResponse,
  type CreateTableTagResponse,
  type DeleteFromTableResponse,
  type DeleteTableTagResponse,
  type DescribeTableIndexStatsResponse,
  type DescribeTableResponse,
  type DropTableIndexResponse,
  type InsertIntoTableResponse,
  type InsertMode,
  type ListTableIndicesResponse,
  type ListTableTagsResponse,
  type ListTableVersionsResponse,
  type MergeInsertIntoTableRequest,
  type MergeInsertIntoTableResponse,
  type Namespace,
  type Pages,
  paginate,
  type RestoreTableResponse,
  type UpdateTableResponse,
  type UpdateTableTagResponse,
} from "@lancetree/core";
import { RemoteQuery } from "./remote-query.ts";

/** What a merge does with rows that match, and with those that do not. */
export type MergeInsertOptions = Omit<
  MergeInsertIntoTableRequest,
  "id" | "identity" | "context" | "data" | "on"
>;

type IndexFields = Omit<CreateTableIndexRequest, "id" | "identity" | "context" | "column" | "index_type">;

// the largest that servers with 32-bit numbers can read
const allRows = 2 ** 31 - 1;

/**
 * A table whose rows stay with the catalog: everything is done through the catalog's data operations, with no access to
 * the storage. Each method rejects as the operation does that it calls, with NamespaceNotFoundError (1) and
 * TableNotFoundError (4) first of all.
 */
export class RemoteTable {
  /** The table's identifier. */
  readonly path: string[];
  readonly #namespace: Namespace;

  constructor(namespace: Namespace, path: readonly string[]) {
    this.#namespace = namespace;
    this.path = [...path];
  }

  /** Location, properties and, where the catalog knows them, version and schema. */
  describe(options?: CallOptions): Promise<DescribeTableResponse> {
    return this.#namespace.describeTable({ id: this.path }, options);
  }

  /** Adds the rows of an Arrow IPC stream, or replaces all rows with them. */
  add(
    data: ArrowData,
    options: CallOptions & { readonly mode?: InsertMode | undefined } = {},
  ): Promise<InsertIntoTableResponse> {
    const { mode = "append" } = options;
    return this.#namespace.insertIntoTable({ id: this.path, data, mode }, options);
  }

  /** All rows, in no particular order, until the query says otherwise. */
  query(): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.path, { k: allRows });
  }

  /** The ten rows that are nearest to a vector, or that fit a text best, until the query says otherwise. */
  search(wanted: readonly number[] | string): RemoteQuery {
    return new RemoteQuery(this.#namespace, this.path, {
      k: 10,
      ...(typeof wanted === "string"
        ? { full_text_query: { string_query: { query: wanted } } }
        : { vector: { single_vector: [...wanted] } }),
    });
  }

  /** How many rows there are, or how many fulfil an SQL condition. */
  async countRows(predicate?: string, options?: CallOptions): Promise<bigint> {
    const condition = predicate !== undefined && { predicate };
    const { count } = await this.#namespace.countTableRows({ id: this.path, ...condition }, options);
    return count;
  }

  /**
   * Changes rows.
   *
   * @param values - an SQL expression for each column that changes
   * @param predicate - which rows; all of them when absent
   */
  update(
    values: Readonly<Record<string, string>>,
    predicate?: string,
    options?: CallOptions,
  ): Promise<UpdateTableResponse> {
    const condition = predicate !== undefined && { predicate };
    return this.#namespace.updateTable(
      { id: this.path, updates: Object.entries(values), ...condition },
      options,
    );
  }

  /** Deletes the rows that fulfil an SQL condition. */
  delete(predicate: string, options?: CallOptions): Promise<DeleteFromTableResponse> {
    return this.#namespace.deleteFromTable({ id: this.path, predicate }, options);
  }

  /**
   * Merges the rows of an Arrow IPC stream.
   *
   * @param on - the columns whose equal values make two rows match
   */
  mergeInsert(
    on: readonly string[],
    data: ArrowData,
    merge: MergeInsertOptions,
    options?: CallOptions,
  ): Promise<MergeInsertIntoTableResponse> {
    return this.#namespace.mergeInsertIntoTable({ ...merge, id: this.path, on: [...on], data }, options);
  }

  /**
   * Adds columns: from SQL expressions, or those of a schema as Arrow IPC without rows, which are null in every row.
   */
  addColumns(
    columns: AlterTableAddColumnsRequest["new_columns"] | ArrowData,
    options?: CallOptions,
  ): Promise<AlterTableAddColumnsResponse> {
    const added = Array.isArray(columns) ? { new_columns: columns } : { new_columns: [], data: columns };
    return this.#namespace.alterTableAddColumns({ id: this.path, ...added }, options);
  }

  /** Renames columns, or changes their type or nullability. */
  alterColumns(
    alterations: AlterTableAlterColumnsRequest["alterations"],
    options?: CallOptions,
  ): Promise<AlterTableAlterColumnsResponse> {
    return this.#namespace.alterTableAlterColumns({ id: this.path, alterations }, options);
  }

  /** Drops columns. */
  dropColumns(columns: readonly string[], options?: CallOptions): Promise<AlterTableDropColumnsResponse> {
    return this.#namespace.alterTableDropColumns({ id: this.path, columns: [...columns] }, options);
  }

  /**
   * Creates an index. One of that name is replaced where `replace` says so.
   *
   * @param indexType - `BTREE`, `BITMAP`, `LABEL_LIST`, `IVF_PQ`, `IVF_HNSW_SQ`, `FTS` …
   */
  createIndex(
    column: string,
    indexType: string,
    fields: IndexFields = {},
    options?: CallOptions,
  ): Promise<CreateTableIndexResponse> {
    return this.#namespace.createTableIndex(
      { ...fields, id: this.path, column, index_type: indexType },
      options,
    );
  }

  /** The indices of the table. */
  indices(
    options?: CallOptions,
  ): Pages<ListTableIndicesResponse, ListTableIndicesResponse["indexes"][number]> {
    return paginate(
      (token) => this.#namespace.listTableIndices({ id: this.path, page_token: token }, options),
      (page) => page.indexes,
      { signal: options?.signal },
    );
  }

  /** How much of the table an index covers. */
  indexStats(name: string, options?: CallOptions): Promise<DescribeTableIndexStatsResponse> {
    return this.#namespace.describeTableIndexStats({ id: this.path, index_name: name }, options);
  }

  /** Drops an index. */
  dropIndex(name: string, options?: CallOptions): Promise<DropTableIndexResponse> {
    return this.#namespace.dropTableIndex({ id: this.path, index_name: name }, options);
  }

  /** The tags of the table: name, and what it stands for. */
  tags(options?: CallOptions): Pages<ListTableTagsResponse, [string, ListTableTagsResponse["tags"][string]]> {
    return paginate(
      (token) => this.#namespace.listTableTags({ id: this.path, page_token: token }, options),
      (page) => Object.entries(page.tags),
      { signal: options?.signal },
    );
  }

  /** The version that a tag names. */
  async tagVersion(tag: string, options?: CallOptions): Promise<number> {
    const { version } = await this.#namespace.getTableTagVersion({ id: this.path, tag }, options);
    return version;
  }

  /** Names a version. */
  createTag(tag: string, version: number, options?: CallOptions): Promise<CreateTableTagResponse> {
    return this.#namespace.createTableTag({ id: this.path, tag, version }, options);
  }

  /** Moves a tag to another version. */
  updateTag(tag: string, version: number, options?: CallOptions): Promise<UpdateTableTagResponse> {
    return this.#namespace.updateTableTag({ id: this.path, tag, version }, options);
  }

  /** Deletes a tag; the version stays. */
  deleteTag(tag: string, options?: CallOptions): Promise<DeleteTableTagResponse> {
    return this.#namespace.deleteTableTag({ id: this.path, tag }, options);
  }

  /** The versions of the table, oldest first. */
  versions(
    options?: CallOptions,
  ): Pages<ListTableVersionsResponse, ListTableVersionsResponse["versions"][number]> {
    return paginate(
      (token) => this.#namespace.listTableVersions({ id: this.path, page_token: token }, options),
      (page) => page.versions,
      { signal: options?.signal },
    );
  }

  /** Makes an older version the latest one. */
  restore(version: number, options?: CallOptions): Promise<RestoreTableResponse> {
    return this.#namespace.restoreTable({ id: this.path, version }, options);
  }
}
