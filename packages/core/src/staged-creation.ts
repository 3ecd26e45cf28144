import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "./call-options.ts";
import type { CreateTableResponse } from "./generated/operation-types.ts";

/** A request to create a table without its data, which the caller writes separately. */
export type CreateTableRequestWithoutData = Schemas["CreateTableRequest"];

/** Where and how the caller writes the data of a table that is being created. */
export interface StagedTable {
  /** The URI or path of the table, chosen by the backend. */
  location: string;
  /** The storage options for writing there. */
  storage_options?: Record<string, string>;
  /** `overwrite` if the location may hold data that this table replaces. */
  mode: "create" | "overwrite";
  /** Whether the catalog keeps the table's versions once the table is created, so that what wrote it must not write more. Default false. */
  willBeManaged?: boolean;
}

/**
 * An optional ability of a backend: it chooses the location, lets the caller write the data there with any library, and
 * then creates the table in one step. If `write` rejects, no table is created and the operation rejects with its error.
 *
 * Modes and conflicts are those of `createTable`. If an existing table is kept (`exist_ok`), `write` is not called.
 */
export interface StagedTableCreation {
  createTableWith(
    request: CreateTableRequestWithoutData,
    write: (target: StagedTable) => Promise<void>,
    options?: CallOptions,
  ): Promise<CreateTableResponse>;
}

/** Whether a backend has the ability of {@link StagedTableCreation}. */
export function supportsStagedCreation<Backend extends object>(
  backend: Backend,
): backend is Backend & StagedTableCreation {
  return "createTableWith" in backend && typeof backend.createTableWith === "function";
}
