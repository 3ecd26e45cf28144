import type { ArrowData, CallOptions, StagedTable } from "@lancetree/core";
import { readArrowFile } from "../arrow/arrow-parts.ts";
import type { TableEngine } from "../engine/table-engine.ts";

/**
 * Returns a function for `createTableWith` of a catalog that writes the rows of `createTable` with LanceDB.
 *
 * @param openEngine - called when the rows are written
 * @param path - of the new table
 */
export function writeArrow(
  openEngine: () => Promise<TableEngine>,
  path: readonly string[] | undefined,
  data: ArrowData,
  options?: CallOptions,
): (target: StagedTable) => Promise<void> {
  return async ({ location, storage_options: storageOptions, mode }) => {
    const { file } = await readArrowFile(data, options);
    const engine = await openEngine();
    const table = { location, storageOptions, name: path?.at(-1) };
    (await engine.createFromFile(table, file, { mode })).close();
  };
}
