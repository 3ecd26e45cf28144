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
  /** Relative to the root; the folder must exist. */
  readonly location: string;
  readonly mode: RegisterMode;
  readonly properties: Readonly<Record<string, string>>;
}

/** Gives an existing folder a name. `overwrite` replaces the name's row and keeps the old data in its folder. */
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
    // Other rows may name the location too, so only the intent distinguishes this row from another process's until it is cleared.
    const token = context.token();
    const intent = { state: "created", token, base: snapshot.version } as const;
    const next: NewRow = { id, kind: "table", location, properties, intent };
    const reply = yield row
      ? { effect: "replace", row, next }
      : { effect: "insert", rows: [next, ...missingAncestors(snapshot, id, token)] };
    const written = reply.snapshot.row(id);
    if (written?.intent?.token !== token) continue;
    if (reply.snapshot.rowExists(written)) {
      // Another process may have removed the folder between the stat and the insert; one that removes it from now on sees this row.
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

/** Whether the folder does not exist, or is being removed: by itself, or with the folder of a root table that contains it. */
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
