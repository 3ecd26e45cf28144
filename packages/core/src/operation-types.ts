/**
 * The requests and responses that the protocol's document cannot express: Arrow bodies, exact counts, and what only this
 * contract has. All others are generated.
 *
 * @module
 */
import type { Schemas } from "@lancetree/spec";
import type { ArrowData } from "./arrow-data.ts";

/** Which columns to add. */
export type AlterTableAddColumnsRequest = Schemas["AlterTableAddColumnsRequest"] & {
  /** A schema as Arrow IPC without rows: its columns are added, null in every row. `new_columns` is then empty. */
  readonly data?: ArrowData | undefined;
};

/** The number of rows. */
export type CountTableRowsResponse = Omit<Schemas["CountTableRowsResponse"], "count"> & { count: bigint };

/** What to create, and the rows as an Arrow IPC stream. */
export type CreateTableRequest = Schemas["CreateTableRequest"] & { readonly data: ArrowData };

/** Where to insert, and the rows as an Arrow IPC stream. */
export type InsertIntoTableRequest = Schemas["InsertIntoTableRequest"] & { readonly data: ArrowData };

/** Which tables to list. */
export type ListAllTablesRequest = Omit<Schemas["ListTablesRequest"], "id"> & {
  /** What joins the components of an identifier; default `$`. */
  delimiter?: string | undefined;
};

/** How to merge, and the rows as an Arrow IPC stream. */
export type MergeInsertIntoTableRequest = Schemas["MergeInsertIntoTableRequest"] & {
  readonly data: ArrowData;
};

/** What a merge changed. */
export type MergeInsertIntoTableResponse = Schemas["MergeInsertIntoTableResponse"] & {
  /** How many times the commit was tried, 1 without a conflicting writer. Not in the protocol; LanceDB's remote clients read it. */
  num_attempts?: number | undefined;
};

/** The rows that match. */
export type QueryTableResponse = Omit<Schemas["QueryTableResponse"], "data"> & {
  /** An Arrow IPC file, in chunks. */
  data: AsyncIterable<Uint8Array>;
};
