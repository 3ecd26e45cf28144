import { type CallOptions, type DropTableResponse, requireTable } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { uriOf } from "../tree/location.ts";
import { objectId } from "../tree/object-id.ts";
import { refuseProtected } from "./protection.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** Removes a table's row. The same statement keeps the row for `retainSeconds` or queues its files for removal, unless the files are kept. */
export async function removeTable(
  catalog: Catalog,
  path: readonly string[],
  keepFiles: boolean,
  options?: CallOptions,
): Promise<DropTableResponse> {
  const id = objectId(path);
  const { retainSeconds, root } = catalog.settings;
  return untilDone(`changed table ${JSON.stringify(path)}`, async () => {
    const gone = await unlessViolated(() =>
      catalog.change<{ location: string; properties: Record<string, string> }>(
        options,
        async (database, attempt) => {
          const [statement, values] = keepFiles
            ? [statements.deregisterTable, []]
            : [statements.dropTable, [retainSeconds]];
          const [row] = await database.query<{ location: string; properties: Record<string, string> }>(
            statement,
            [catalog.name, attempt, id, ...values],
          );
          return row;
        },
      ),
    );
    if (gone.result !== undefined) {
      const { location, properties } = gone.result;
      if (!keepFiles) catalog.files.start();
      return { id: [...path], location: uriOf(root, location), properties: { ...properties } };
    }
    if (gone.isProtected) {
      await refuseProtected(catalog, path, options);
      return undefined;
    }
    requireTable(path, (await readLine(catalog, path, options)).kindOf);
    // The table was created in between.
    return undefined;
  });
}
