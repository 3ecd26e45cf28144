import { alreadyExists, InvalidInputError, type RegisterMode } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { isReusable } from "./folders.ts";
import { carriesSame, insist, remove } from "./insist.ts";
import { listedStatus } from "./listed-table.ts";
import { pathOf } from "./object-id.ts";
import { demandParent, makeRoom, missingAncestors, settleAncestors } from "./parent.ts";
import { tries } from "./rounds.ts";
import type { NewRow, Row } from "./row.ts";
import { look, type Protocol, read } from "./step.ts";

export interface TableRegistration {
  readonly id: string;
  /** Relative to the root; must hold something already. */
  readonly location: string;
  readonly mode: RegisterMode;
  readonly properties: Readonly<Record<string, string>>;
}

/** Gives an existing folder a name. With `overwrite` the name's old row goes and its data stays where it is. */
export function* registerTable(context: ProtocolContext, request: TableRegistration): Protocol<Row> {
  const { id, location, mode, properties } = request;
  for (const more = tries(context.attempts); more(); ) {
    const snapshot = yield* read();
    demandParent(snapshot, id);
    if (!(yield* makeRoom(context, id, snapshot))) continue;
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
    if (row?.mark) {
      yield* finish(context, id, snapshot);
      continue;
    }
    if (row && !(yield* settleAncestors(context, id, snapshot))) continue;
    // The location may be named by others too, so only the mark tells this row from another's until it is settled.
    const token = context.token();
    const mark = { state: "since", token, base: snapshot.version } as const;
    const next: NewRow = { id, kind: "table", location, properties, mark };
    const reply = yield row
      ? { step: "replace", row, next }
      : { step: "insert", rows: [next, ...missingAncestors(snapshot, id, token)] };
    const written = reply.snapshot.row(id);
    if (written?.mark?.token !== token) continue;
    if (reply.snapshot.rowExists(written)) {
      // Somebody may have removed the folder between the look and the insert; whoever removes it now sees this row.
      if ((yield* isGone(context, location)) && carriesSame(yield* read(), written)) {
        yield* row ? insist({ step: "replace", row: written, next: row }) : remove(written);
        throw noFolder(location);
      }
      let latest = reply.snapshot;
      for (const born of [...latest.rows.marked()].filter((other) => other.mark?.token === token)) {
        latest = yield* finish(context, born.id, latest);
      }
      return latest.row(id) ?? written;
    }
    yield* insist({ step: "delete", row: written });
    demandParent(reply.snapshot, id);
  }
  throw outrun(context, "registerTable");
}

/** Whether nothing is there, or it is about to go: alone, or with the folder of a root table that it lies in. */
function* isGone(context: ProtocolContext, location: string): Protocol<boolean> {
  const status = yield* look(location);
  if (status === "absent" || status === "retired") return true;
  const [top = ""] = location.split("/");
  return !context.moves && top !== location && isReusable(top) && (yield* look(top)) === "retired";
}

function noFolder(location: string): InvalidInputError {
  return new InvalidInputError(
    `There is no folder ${JSON.stringify(location)} below the catalog's root to register.`,
  );
}
