import type { ProtocolContext } from "./context.ts";
import { rootLocation } from "./folders.ts";
import { remove } from "./insist.ts";
import { parentOf } from "./object-id.ts";
import type { Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { type FolderStatus, look, type Protocol } from "./step.ts";

/**
 * What stands at the name that folder listings use, for an id without a row; `absent` below the root. Rows and folders cannot
 * be read at once, so the rows are read again: `changed` if the id has got a row meanwhile, or may have had the one that the
 * folder belonged to.
 */
export function* listedStatus(
  context: ProtocolContext,
  id: string,
  before: Snapshot,
): Protocol<FolderStatus | "changed"> {
  if (!context.listing || parentOf(id) !== "") return "absent";
  const status = yield* look(rootLocation(id));
  const { snapshot } = yield { step: "read" };
  if (before.row(id) !== undefined) return status;
  const mayHaveHad = snapshot.version !== before.version && (status === "table" || status === "declared");
  return mayHaveHad || snapshot.row(id) !== undefined ? "changed" : status;
}

/** A place held for a root table that others made by folder name alone. */
export interface Adopted {
  readonly row: Row;
  readonly snapshot: Snapshot;
}

/**
 * Holds the place of such a table, so that a change of it can compare and set like any other. Readers see no difference.
 * The folder is looked at again once the place is held: from then on none of our own processes removes it unseen.
 * @returns undefined when the table is gone or others were faster: read again
 */
export function* adopt(
  context: ProtocolContext,
  id: string,
  before: Snapshot,
): Protocol<Adopted | undefined> {
  const token = context.token();
  const location = rootLocation(id);
  const mark = { state: "adopt", token, base: before.version } as const;
  const { snapshot } = yield {
    step: "insert",
    rows: [{ id, kind: "table", location, properties: {}, mark }],
  };
  const row = snapshot.row(id);
  if (row?.mark?.token !== token) return undefined;
  const status = yield* look(location);
  if (status === "table" || status === "declared") return { row, snapshot };
  yield* remove(row);
  return undefined;
}
