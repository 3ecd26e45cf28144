import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type CreateTableIndexRequest = Schemas["CreateTableIndexRequest"];
export type CreateTableIndexResponse = Schemas["CreateTableIndexResponse"];
export type CreateTableScalarIndexRequest = Schemas["CreateTableIndexRequest"];
export type CreateTableScalarIndexResponse = Schemas["CreateTableScalarIndexResponse"];
export type ListTableIndicesRequest = Schemas["ListTableIndicesRequest"];
export type ListTableIndicesResponse = Schemas["ListTableIndicesResponse"];
export type DescribeTableIndexStatsRequest = Schemas["DescribeTableIndexStatsRequest"];
export type DescribeTableIndexStatsResponse = Schemas["DescribeTableIndexStatsResponse"];
export type DropTableIndexRequest = Schemas["DropTableIndexRequest"];
export type DropTableIndexResponse = Schemas["DropTableIndexResponse"];

/** Operations on the indices of a table. */
export interface IndexOperations {
  /**
   * Creates an index of any type on a column.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableIndexAlreadyExistsError (7),
   * TableColumnNotFoundError (12), ConcurrentModificationError (14).
   */
  createTableIndex(
    request: CreateTableIndexRequest,
    options?: CallOptions,
  ): Promise<CreateTableIndexResponse>;

  /**
   * Creates a scalar index on a column.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableIndexAlreadyExistsError (7),
   * TableColumnNotFoundError (12), ConcurrentModificationError (14).
   */
  createTableScalarIndex(
    request: CreateTableScalarIndexRequest,
    options?: CallOptions,
  ): Promise<CreateTableScalarIndexResponse>;

  /**
   * Lists the indices of a table, one page at a time.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  listTableIndices(
    request: ListTableIndicesRequest,
    options?: CallOptions,
  ): Promise<ListTableIndicesResponse>;

  /**
   * Answers with what one index covers.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableIndexNotFoundError (6).
   */
  describeTableIndexStats(
    request: DescribeTableIndexStatsRequest,
    options?: CallOptions,
  ): Promise<DescribeTableIndexStatsResponse>;

  /**
   * Drops an index.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableIndexNotFoundError (6).
   */
  dropTableIndex(request: DropTableIndexRequest, options?: CallOptions): Promise<DropTableIndexResponse>;
}
