import { alreadyExists, InvalidInputError, type RegisterMode } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { folderStatus, type Operation, read } from "../model/effect.ts";
import { pathOf } from "../model/object-id.ts";
import type { NewRow, Row } from "../model/row.ts";
import { hasIntentOf } from "../model/snapshot.ts";
import { isReusable } from "../model/table-folders.ts";
import { deleteRow, retryCompareAndSet } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import { listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, materializeAncestors, missingAncestors, prepareTarget } from "./parent.ts";

export interface TableRegistration {
  readonly id: string;
  /** Relative to the root; must hold something already. */
  readonly location: string;
  readonly mode: RegisterMode;
  readonly properties: Readonly<Record<string, string>>;
}

/** Gives an existing folder a name. With `overwrite` the name's old row goes and its data stays where it is. */
export function* registerTable(context: OperationContext, request: TableRegistration): Operation<Row> {
  const { id, location, mode, properties } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, id);
    if (!(yield* prepareTarget(context, id, snapshot))) continue;
    const kind = snapshot.kind(id);
    if (kind === "namespace" || (kind === "table" && mode === "create"))
      throw alreadyExists(pathOf(id), kind);
    const listed = yield* listedStatus(context, id, snapshot);
    if (listed === "changed") continue;
    if (kind === undefined && mode === "create" && (listed === "table" || listed === "declared")) {
      throw alreadyExists(pathOf(id), "table");
    }
    if (yield* isGone(context, location)) throw noFolder(location);
    const row = snapshot.row(id);
    if (row?.intent) {
      yield* completeIntent(context, id, snapshot);
      continue;
    }
    if (row && !(yield* materializeAncestors(context, id, snapshot))) continue;
    // The location may be named by others too, so only the mark tells this row from another's until it is settled.
    const token = context.token();
    const intent = { state: "created", token, base: snapshot.version } as const;
    const next: NewRow = { id, kind: "table", location, properties, intent };
    const reply = yield row
      ? { effect: "replace", row, next }
      : { effect: "insert", rows: [next, ...missingAncestors(snapshot, id, token)] };
    const written = reply.snapshot.row(id);
    if (written?.intent?.token !== token) continue;
    if (reply.snapshot.rowExists(written)) {
      // Somebody may have removed the folder between the look and the insert; whoever removes it now sees this row.
      if ((yield* isGone(context, location)) && hasIntentOf(yield* read(), written)) {
        yield* row ? retryCompareAndSet({ effect: "replace", row: written, next: row }) : deleteRow(written);
        throw noFolder(location);
      }
      let latest = reply.snapshot;
      for (const created of [...latest.rows.withIntent()].filter((other) => other.intent?.token === token)) {
        latest = yield* completeIntent(context, created.id, latest);
      }
      return latest.row(id) ?? written;
    }
    yield* retryCompareAndSet({ effect: "delete", row: written });
    assertParent(reply.snapshot, id);
  }
  throw retriesExhausted(context, "registerTable");
}

/** Whether nothing is there, or it is about to go: alone, or with the folder of a root table that it lies in. */
function* isGone(context: OperationContext, location: string): Operation<boolean> {
  const status = yield* folderStatus(location);
  if (status === "absent" || status === "retired") return true;
  const [top = ""] = location.split("/");
  return !context.moves && top !== location && isReusable(top) && (yield* folderStatus(top)) === "retired";
}

function noFolder(location: string): InvalidInputError {
  return new InvalidInputError(
    `There is no folder ${JSON.stringify(location)} below the catalog's root to register.`,
  );
}
