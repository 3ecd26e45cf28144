import type { CreateTableOptions } from "@lancedb/lancedb";
import { type CreateMode, parseCreateMode } from "@lancetree/core";
import type { AbortOptions } from "./abort-options.ts";

/** What happens to an existing table, which LanceDB expresses in two options, as one mode, and the options for the write. */
export interface CreateOptions {
  mode: CreateMode;
  writeOptions: Partial<CreateTableOptions>;
}

/**
 * Reads the options of a creation. `existOk` applies to mode `create` only, as in LanceDB; mode `exist_ok` is accepted
 * as well.
 *
 * @throws InvalidInputError for an unknown mode
 */
export function readCreateOptions(options: Omit<CreateTableCallOptions, "signal">): CreateOptions {
  const { mode: requestedMode, existOk = false, ...writeOptions } = options;
  const mode = parseCreateMode(requestedMode);
  return { mode: mode === "create" && existOk ? "exist_ok" : mode, writeOptions };
}

/** LanceDB's options of `createTable`, with the catalog's `exist_ok` as an additional mode. */
export type CreateTableCallOptions = Omit<Partial<CreateTableOptions>, "mode"> & {
  mode?: CreateTableOptions["mode"] | "exist_ok" | undefined;
} & AbortOptions;
