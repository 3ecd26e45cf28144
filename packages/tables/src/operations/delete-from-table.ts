import {
  type CallOptions,
  type DeleteFromTableRequest,
  type DeleteFromTableResponse,
  InvalidInputError,
} from "@lancetree/core";
import { type DataContext, onChangedTable } from "./table-access.ts";

/** Deletes the rows that a predicate selects. */
export async function deleteFromTable(
  context: DataContext,
  request: DeleteFromTableRequest,
  options?: CallOptions,
): Promise<DeleteFromTableResponse> {
  const { predicate, branch, id } = request;
  if (typeof predicate !== "string" || predicate.trim() === "") {
    throw new InvalidInputError("predicate must say which rows to delete; `true` deletes all of them.");
  }
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version, numDeletedRows } = await table.delete(predicate);
    return { version, num_deleted_rows: numDeletedRows };
  });
}
