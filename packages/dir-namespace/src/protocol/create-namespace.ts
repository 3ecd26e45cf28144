import { alreadyExists, type CreateMode } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { insist } from "./insist.ts";
import { isOpenNamespace } from "./judge.ts";
import { listedStatus } from "./listed-table.ts";
import { ancestorsOf, parentOf, pathOf } from "./object-id.ts";
import {
  demandParent,
  existsWith,
  makeRoom,
  missingAncestors,
  newNamespace,
  settleAncestors,
  settleImplied,
} from "./parent.ts";
import { rounds } from "./rounds.ts";
import type { Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { answer, type Protocol, read, readRecent } from "./step.ts";

export interface NamespaceCreation {
  readonly id: string;
  readonly mode: CreateMode;
  readonly properties: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, string>>;

/** @returns the properties of the namespace that now exists */
export function* createNamespace(context: ProtocolContext, request: NamespaceCreation): Protocol<Properties> {
  const { id, mode, properties } = request;
  for (const round of rounds(context.attempts)) {
    const snapshot = yield* readToInsert(id, round);
    demandParent(snapshot, id);
    if (!(yield* makeRoom(context, id, snapshot))) continue;
    const row = snapshot.row(id);
    if (row) {
      if (row.kind === "table" || mode === "create") throw alreadyExists(pathOf(id), row.kind);
      if (mode === "exist_ok") return row.properties;
      if (!(yield* settleAncestors(context, id, snapshot))) continue;
      if (yield* overwrite(context, row, properties, snapshot.version)) return properties;
      continue;
    }
    const listed = yield* listedStatus(context, id, snapshot);
    if (listed === "changed") continue;
    if (listed === "table" || listed === "declared") throw alreadyExists(pathOf(id), "table");
    // To overwrite a namespace that only its contents imply, it first gets a row.
    if (mode === "overwrite" && snapshot.isImplied(id)) {
      yield* settleImplied(context, id, snapshot);
      continue;
    }
    const born = yield* insert(context, snapshot, request);
    if (born === undefined) continue;
    // Decided: from here on the namespace exists for everybody, whatever becomes of the tidying.
    yield* answer(properties);
    yield* tidy(context, id, born);
    return properties;
  }
  throw outrun(context, "createNamespace");
}

/**
 * Where a moment ago the name was free, an insert is worth trying: it is judged by the version that it makes. Every other
 * answer needs the latest version.
 */
function* readToInsert(id: string, round: number): Protocol<Snapshot> {
  if (round > 0) return yield* read();
  const recent = yield* readRecent();
  return isOpenNamespace(recent, parentOf(id)) && !recent.rows.has(id) ? recent : yield* read();
}

/** @returns the snapshot in which the namespace exists, or undefined when something was in the way */
function* insert(
  context: ProtocolContext,
  snapshot: Snapshot,
  request: Pick<NamespaceCreation, "id" | "properties">,
): Protocol<Snapshot | undefined> {
  const { id, properties } = request;
  const token = context.token();
  const row = newNamespace(id, properties, token, snapshot.version);
  const reply = yield { step: "insert", rows: [row, ...missingAncestors(snapshot, id, token)] };
  const born = reply.snapshot.row(id);
  if (born?.mark?.token !== token) return undefined;
  // The insert lands whatever became of the parent; only a look at the version that it made tells.
  if (reply.snapshot.rowExists(born)) return reply.snapshot;
  yield* insist({ step: "delete", row: born });
  demandParent(reply.snapshot, id);
  return undefined;
}

/** Opens the newborn and those ancestors that were born with it. */
function* tidy(context: ProtocolContext, id: string, born: Snapshot): Protocol<void> {
  const token = born.row(id)?.mark?.token;
  let snapshot = born;
  for (const other of [...ancestorsOf(id), id]) {
    if (born.rows.markedRow(other)?.mark?.token === token) snapshot = yield* finish(context, other, snapshot);
  }
}

/** One step: the new properties stand, and nothing below exists any more. */
function* overwrite(
  context: ProtocolContext,
  row: Row,
  properties: Properties,
  base: number,
): Protocol<boolean> {
  const mark = { state: "purge", token: context.token(), base } as const;
  const reply = yield { step: "replace", row, next: { ...row, properties, mark } };
  if (reply.count === 0) return false;
  if (!existsWith(reply.snapshot, row)) {
    demandParent(reply.snapshot, row.id);
    return false;
  }
  yield* finish(context, row.id, reply.snapshot);
  return true;
}
