import type { Schemas } from "@lancetree/spec";
import type { ArrowData } from "../arrow-data.ts";
import type { CallOptions } from "../call-options.ts";

/** Where to insert, and the rows as an Arrow IPC stream. */
export type InsertIntoTableRequest = Schemas["InsertIntoTableRequest"] & { readonly data: ArrowData };
export type InsertIntoTableResponse = Schemas["InsertIntoTableResponse"];
/** How to merge, and the rows as an Arrow IPC stream. */
export type MergeInsertIntoTableRequest = Schemas["MergeInsertIntoTableRequest"] & {
  readonly data: ArrowData;
};
export type MergeInsertIntoTableResponse = Schemas["MergeInsertIntoTableResponse"] & {
  /** How often the commit was tried, 1 where no other writer was in the way. Not in the protocol; LanceDB's remote clients are told. */
  num_attempts?: number | undefined;
};
export type UpdateTableRequest = Schemas["UpdateTableRequest"];
export type UpdateTableResponse = Schemas["UpdateTableResponse"];
export type DeleteFromTableRequest = Schemas["DeleteFromTableRequest"];
export type DeleteFromTableResponse = Schemas["DeleteFromTableResponse"];
export type QueryTableRequest = Schemas["QueryTableRequest"];
/** The rows that were found. */
export type QueryTableResponse = Omit<Schemas["QueryTableResponse"], "data"> & {
  /** An Arrow IPC file, in pieces. */
  data: AsyncIterable<Uint8Array>;
};
export type CountTableRowsRequest = Schemas["CountTableRowsRequest"];
/** How many rows there are. */
export type CountTableRowsResponse = Omit<Schemas["CountTableRowsResponse"], "count"> & { count: bigint };
export type ExplainTableQueryPlanRequest = Schemas["ExplainTableQueryPlanRequest"];
export type ExplainTableQueryPlanResponse = Schemas["ExplainTableQueryPlanResponse"];
export type AnalyzeTableQueryPlanRequest = Schemas["AnalyzeTableQueryPlanRequest"];
export type AnalyzeTableQueryPlanResponse = Schemas["AnalyzeTableQueryPlanResponse"];

/** Operations on the rows of a table. */
export interface RowOperations {
  /**
   * Adds the rows of an Arrow IPC stream, or replaces all rows with them (mode `Overwrite`). A table that is only declared
   * comes into being with the stream's schema.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableSchemaValidationError (20) when the
   * rows do not fit, ConcurrentModificationError (14), InvalidTableStateError (19).
   */
  insertIntoTable(request: InsertIntoTableRequest, options?: CallOptions): Promise<InsertIntoTableResponse>;

  /**
   * Merges the rows of an Arrow IPC stream into the table, matched on the columns in `on`. A table that is only declared
   * comes into being with the stream's schema.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableColumnNotFoundError (12),
   * ConcurrentModificationError (14), InvalidTableStateError (19).
   */
  mergeInsertIntoTable(
    request: MergeInsertIntoTableRequest,
    options?: CallOptions,
  ): Promise<MergeInsertIntoTableResponse>;

  /**
   * Updates the rows that a predicate selects, all of them when there is none.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableColumnNotFoundError (12),
   * ConcurrentModificationError (14), InvalidTableStateError (19).
   */
  updateTable(request: UpdateTableRequest, options?: CallOptions): Promise<UpdateTableResponse>;

  /**
   * Deletes the rows that a predicate selects; selecting none is a success.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14),
   * InvalidTableStateError (19).
   */
  deleteFromTable(request: DeleteFromTableRequest, options?: CallOptions): Promise<DeleteFromTableResponse>;

  /**
   * Searches a table by vector, text or filter and answers with an Arrow IPC file.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableVersionNotFoundError (11),
   * TableColumnNotFoundError (12).
   */
  queryTable(request: QueryTableRequest, options?: CallOptions): Promise<QueryTableResponse>;

  /**
   * Counts the rows that a predicate selects, all of them when there is none.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableVersionNotFoundError (11).
   */
  countTableRows(request: CountTableRowsRequest, options?: CallOptions): Promise<CountTableRowsResponse>;

  /**
   * Answers with the plan of a query, without running it.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  explainTableQueryPlan(
    request: ExplainTableQueryPlanRequest,
    options?: CallOptions,
  ): Promise<ExplainTableQueryPlanResponse>;

  /**
   * Runs a query and answers with its plan and what each step took.
   *
   * Rejects with NamespaceNotFoundError (1) and TableNotFoundError (4).
   */
  analyzeTableQueryPlan(
    request: AnalyzeTableQueryPlanRequest,
    options?: CallOptions,
  ): Promise<AnalyzeTableQueryPlanResponse>;
}
