import type { Schemas } from "@lancetree/spec";
import type { ArrowData } from "../arrow-data.ts";
import type { CallOptions } from "../call-options.ts";

export type AlterTableAddColumnsRequest = Schemas["AlterTableAddColumnsRequest"] & {
  /** A schema as Arrow IPC without rows: its columns are added, null in every row. `new_columns` is empty then. */
  readonly data?: ArrowData | undefined;
};
export type AlterTableAddColumnsResponse = Schemas["AlterTableAddColumnsResponse"];
export type AlterTableAlterColumnsRequest = Schemas["AlterTableAlterColumnsRequest"];
export type AlterTableAlterColumnsResponse = Schemas["AlterTableAlterColumnsResponse"];
export type AlterTableDropColumnsRequest = Schemas["AlterTableDropColumnsRequest"];
export type AlterTableDropColumnsResponse = Schemas["AlterTableDropColumnsResponse"];
export type AlterTableBackfillColumnsRequest = Schemas["AlterTableBackfillColumnsRequest"];
export type AlterTableBackfillColumnsResponse = Schemas["AlterTableBackfillColumnsResponse"];
export type UpdateFieldMetadataRequest = Schemas["UpdateFieldMetadataRequest"];
export type UpdateFieldMetadataResponse = Schemas["UpdateFieldMetadataResponse"];
export type UpdateTableSchemaMetadataRequest = Schemas["UpdateTableSchemaMetadataRequest"];
export type UpdateTableSchemaMetadataResponse = Schemas["UpdateTableSchemaMetadataResponse"];

/** Operations on the columns and the schema of a table. */
export interface ColumnOperations {
  /**
   * Adds columns.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14),
   * TableSchemaValidationError (20) when a column exists or its expression does not fit.
   */
  alterTableAddColumns(
    request: AlterTableAddColumnsRequest,
    options?: CallOptions,
  ): Promise<AlterTableAddColumnsResponse>;

  /**
   * Renames columns or changes their type or nullability.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableColumnNotFoundError (12),
   * ConcurrentModificationError (14), TableSchemaValidationError (20).
   */
  alterTableAlterColumns(
    request: AlterTableAlterColumnsRequest,
    options?: CallOptions,
  ): Promise<AlterTableAlterColumnsResponse>;

  /**
   * Drops columns.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableColumnNotFoundError (12),
   * ConcurrentModificationError (14).
   */
  alterTableDropColumns(
    request: AlterTableDropColumnsRequest,
    options?: CallOptions,
  ): Promise<AlterTableDropColumnsResponse>;

  /**
   * Starts a job that computes a column's values, and answers with the job's id.
   *
   * Rejects with TableNotFoundError (4).
   */
  alterTableBackfillColumns(
    request: AlterTableBackfillColumnsRequest,
    options?: CallOptions,
  ): Promise<AlterTableBackfillColumnsResponse>;

  /**
   * Merges metadata into fields; a null value deletes its key, `replace` swaps the whole map.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), TableColumnNotFoundError (12) for a path
   * that names no field, ConcurrentModificationError (14).
   */
  updateFieldMetadata(
    request: UpdateFieldMetadataRequest,
    options?: CallOptions,
  ): Promise<UpdateFieldMetadataResponse>;

  /**
   * Replaces the schema's metadata, the whole map.
   *
   * Rejects with NamespaceNotFoundError (1), TableNotFoundError (4), ConcurrentModificationError (14).
   */
  updateTableSchemaMetadata(
    request: UpdateTableSchemaMetadataRequest,
    options?: CallOptions,
  ): Promise<UpdateTableSchemaMetadataResponse>;
}
