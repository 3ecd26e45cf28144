import type { CreateTableOptions, Table } from "@lancedb/lancedb";
import { TableAlreadyExistsError } from "@lancetree/core";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { revertLastCommit } from "../write/revert-last-commit.ts";
import { nameFromLocation, type TableTarget } from "./table-target.ts";

/**
 * A new table has version 1. Any other version means that the create came after another one and has overwritten it; a conflict means
 * that another client created the table at the same time.
 */
export async function rejectLateCreate(
  creating: Promise<Table>,
  target: TableTarget,
  { mode = "create", existOk = false }: Partial<CreateTableOptions>,
): Promise<Table> {
  if (mode !== "create" || existOk) return creating;
  const { location, name = nameFromLocation(location) } = target;
  try {
    const table = await creating;
    const version = await table.version();
    if (version === 1) return table;
    await revertLastCommit(table, 1, version).finally(() => table.close());
  } catch (error) {
    const failure = toNamespaceError(error, { table: name, location });
    if (failure.code !== 14) throw failure;
  }
  throw new TableAlreadyExistsError(`Table '${name}' already exists at ${location}.`);
}
