import type { CallOptions, DeleteFromTableRequest, DeleteFromTableResponse } from "@lancetree/core";
import { type DataContext, onChangedTable } from "./table-access.ts";

/** Deletes the rows that a predicate selects. */
export async function deleteFromTable(
  context: DataContext,
  request: DeleteFromTableRequest,
  options?: CallOptions,
): Promise<DeleteFromTableResponse> {
  const { branch, id } = request;
  const predicate = context.sql.requiredCondition("predicate", request.predicate);
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version, numDeletedRows } = await table.delete(predicate);
    return { version, num_deleted_rows: numDeletedRows };
  });
}
