import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "./call-options.ts";
import type { CreateTableResponse } from "./generated/operation-types.ts";

/** What to create, where the data comes by another way than the request. */
export type CreateTableRequestWithoutData = Schemas["CreateTableRequest"];

/** Where and how the caller writes the data of a table that is being created. */
export interface StagedTable {
  /** The URI or path of the table, picked by the backend. */
  location: string;
  /** What storage needs to be told to write there. */
  storage_options?: Record<string, string>;
  /** Whether something may lie at the location already that this table replaces. */
  mode: "create" | "overwrite";
}

/**
 * An optional ability of a backend: it picks the location, lets the caller write the data there with whatever library
 * it likes, and only then makes the table exist, in one step. A `write` that rejects leaves no table behind, and its
 * error is passed on.
 *
 * Modes and conflicts are those of `createTable`; where the table is kept (`exist_ok`), `write` is not called.
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
