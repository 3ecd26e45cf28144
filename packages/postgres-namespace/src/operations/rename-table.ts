import {
  type CallOptions,
  parseRenameTable,
  type RenameTableRequest,
  type RenameTableResponse,
  requireTable,
  resolveCreate,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { objectId, splitId } from "../tree/object-id.ts";
import { refuseProtected } from "./protection.ts";
import { readLines } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** Changes the name of a table in its row; its files stay where they are. */
export async function renameTable(
  catalog: Catalog,
  request: RenameTableRequest,
  options?: CallOptions,
): Promise<RenameTableResponse> {
  const { from, to } = parseRenameTable(request);
  const { parent, name } = splitId(to);
  const ids = [objectId(from), parent, name, objectId(to)];
  return untilDone(`changed table ${JSON.stringify(from)}`, async () => {
    const made = await unlessViolated(() =>
      catalog.change(options, async (database, attempt) => {
        const rows = await database.query(statements.renameTable, [catalog.name, attempt, ...ids]);
        return rows.length > 0 ? {} : undefined;
      }),
    );
    if (made.result !== undefined) return made.result;
    const line = await readLines(catalog, [from, to], options);
    requireTable(from, line.kindOf);
    resolveCreate(to, "table", "create", line.kindOf);
    if (made.isProtected) await refuseProtected(catalog, from, options);
    // The names were free when they were read, and taken or without a table when they were changed.
    return undefined;
  });
}
