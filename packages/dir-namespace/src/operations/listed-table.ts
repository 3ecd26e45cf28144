import { type FolderStatus, folderStatus, type Operation } from "../model/effect.ts";
import { parentOf } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { rootLocation } from "../model/table-folders.ts";
import { deleteRow } from "./compare-and-set.ts";
import type { OperationContext } from "./operation-context.ts";

/**
 * The status of the folder that listings show for an id without a row; `absent` for an id below a namespace. Rows and folders cannot be
 * read at once, so the rows are read again: `changed` if the id has a row by now, or may have had the row that the folder belonged
 * to.
 */
export function* listedStatus(
  context: OperationContext,
  id: string,
  before: Snapshot,
): Operation<FolderStatus | "changed"> {
  if (!context.listing || parentOf(id) !== "") return "absent";
  const status = yield* folderStatus(rootLocation(id));
  const { snapshot } = yield { effect: "read" };
  if (before.row(id) !== undefined) return status;
  const mayHaveHad = snapshot.version !== before.version && (status === "table" || status === "declared");
  return mayHaveHad || snapshot.row(id) !== undefined ? "changed" : status;
}

/** The placeholder of a root table that another client made by its folder alone. */
export interface ClaimedTable {
  readonly row: Row;
  readonly snapshot: Snapshot;
}

/**
 * Inserts a placeholder row for such a table, so that a change of it can compare-and-set like any other. Readers see no difference.
 * The folder's status is read again afterwards: from then on no process of Lancetree removes it without seeing the placeholder.
 * @returns undefined if the table was dropped or another writer won: read again
 */
export function* claimListedTable(
  context: OperationContext,
  id: string,
  before: Snapshot,
): Operation<ClaimedTable | undefined> {
  const token = context.token();
  const location = rootLocation(id);
  const intent = { state: "placeholder", token, base: before.version } as const;
  const { snapshot } = yield {
    effect: "insert",
    rows: [{ id, kind: "table", location, properties: {}, intent }],
  };
  const row = snapshot.row(id);
  if (row?.intent?.token !== token) return undefined;
  const status = yield* folderStatus(location);
  if (status === "table" || status === "declared") return { row, snapshot };
  yield* deleteRow(row);
  return undefined;
}
