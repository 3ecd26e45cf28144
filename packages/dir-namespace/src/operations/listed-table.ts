import { type FolderStatus, folderStatus, type Operation } from "../model/effect.ts";
import { parentOf } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { rootLocation } from "../model/table-folders.ts";
import { deleteRow } from "./compare-and-set.ts";
import type { OperationContext } from "./operation-context.ts";

/**
 * What stands at the name that folder listings use, for an id without a row; `absent` below the root. Rows and folders cannot
 * be read at once, so the rows are read again: `changed` if the id has got a row meanwhile, or may have had the one that the
 * folder belonged to.
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

/** A place held for a root table that others made by folder name alone. */
export interface ClaimedTable {
  readonly row: Row;
  readonly snapshot: Snapshot;
}

/**
 * Holds the place of such a table, so that a change of it can compare and set like any other. Readers see no difference.
 * The folder is looked at again once the place is held: from then on none of our own processes removes it unseen.
 * @returns undefined when the table is gone or others were faster: read again
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
