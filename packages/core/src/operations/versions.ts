import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type ListTableVersionsRequest = Schemas["ListTableVersionsRequest"];
export type ListTableVersionsResponse = Schemas["ListTableVersionsResponse"];
export type CreateTableVersionRequest = Schemas["CreateTableVersionRequest"];
export type CreateTableVersionResponse = Schemas["CreateTableVersionResponse"];
export type DescribeTableVersionRequest = Schemas["DescribeTableVersionRequest"];
export type DescribeTableVersionResponse = Schemas["DescribeTableVersionResponse"];
export type BatchCreateTableVersionsRequest = Schemas["BatchCreateTableVersionsRequest"];
export type BatchCreateTableVersionsResponse = Schemas["BatchCreateTableVersionsResponse"];
export type BatchDeleteTableVersionsRequest = Schemas["BatchDeleteTableVersionsRequest"];
export type BatchDeleteTableVersionsResponse = Schemas["BatchDeleteTableVersionsResponse"];
export type BatchCommitTablesRequest = Schemas["BatchCommitTablesRequest"];
export type BatchCommitTablesResponse = Schemas["BatchCommitTablesResponse"];
export type RestoreTableRequest = Schemas["RestoreTableRequest"];
export type RestoreTableResponse = Schemas["RestoreTableResponse"];

/** Operations on the versions of a table, and commits over several tables. */
export interface VersionOperations {
  /**
   * Lists the versions of a table, oldest first unless `descending`, one page at a time.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  listTableVersions(
    request: ListTableVersionsRequest,
    options?: CallOptions,
  ): Promise<ListTableVersionsResponse>;

  /**
   * Records a version, if there is none of that number yet.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14) when the
   * version exists.
   */
  createTableVersion(
    request: CreateTableVersionRequest,
    options?: CallOptions,
  ): Promise<CreateTableVersionResponse>;

  /**
   * Answers with one version of a table, the latest when none is named.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableVersionNotFoundError (11).
   */
  describeTableVersion(
    request: DescribeTableVersionRequest,
    options?: CallOptions,
  ): Promise<DescribeTableVersionResponse>;

  /**
   * Records versions of several tables: all of them or none.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14).
   */
  batchCreateTableVersions(
    request: BatchCreateTableVersionsRequest,
    options?: CallOptions,
  ): Promise<BatchCreateTableVersionsResponse>;

  /**
   * Deletes the records of ranges of versions, each from its start up to and without its end; an end of -1 means the latest,
   * included. Deletes no data.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  batchDeleteTableVersions(
    request: BatchDeleteTableVersionsRequest,
    options?: CallOptions,
  ): Promise<BatchDeleteTableVersionsResponse>;

  /**
   * Applies operations to several tables: all of them or none. The results come in the order of the request.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14).
   */
  batchCommitTables(
    request: BatchCommitTablesRequest,
    options?: CallOptions,
  ): Promise<BatchCommitTablesResponse>;

  /**
   * Makes an older version the latest one.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableVersionNotFoundError (11),
   * ConcurrentModificationError (14).
   */
  restoreTable(request: RestoreTableRequest, options?: CallOptions): Promise<RestoreTableResponse>;
}
