import { requireParent } from "@lancetree/core";
import type { ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { insist } from "./insist.ts";
import { ancestorsOf, objectId, parentOf, pathOf, separator } from "./object-id.ts";
import type { NewRow, Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Protocol } from "./step.ts";

/** Demands the namespace in which an id stands or is to stand. Rejects with NamespaceNotFound. */
export function demandParent(snapshot: Snapshot, id: string): void {
  requireParent(pathOf(id), (path) => snapshot.kind(objectId(path)));
}

/**
 * Makes room for a new row: finishes an overwrite of its parent that is under way, since nothing exists below such a
 * row, and removes a row of that id that does not exist.
 * @returns false when something was in the way: read again
 */
export function* makeRoom(context: ProtocolContext, id: string, snapshot: Snapshot): Protocol<boolean> {
  const parent = parentOf(id);
  if (snapshot.row(parent)?.mark?.state === "purge") {
    yield* finish(context, parent, snapshot);
    return false;
  }
  const row = snapshot.row(id);
  if (row === undefined || snapshot.rowExists(row)) return true;
  if (snapshot.isDecidedGone(row)) yield* finish(context, id, snapshot);
  else yield { step: "delete", row };
  return false;
}

/** Rows for ancestors that exist only because another client put something below them. */
export function missingAncestors(snapshot: Snapshot, id: string, token: string): NewRow[] {
  return ancestorsOf(id)
    .filter((ancestor) => snapshot.row(ancestor) === undefined)
    .map((ancestor) => newNamespace(ancestor, {}, token, snapshot.version));
}

/**
 * Gives rows to the namespaces above an id that only their contents imply. Needed before a row of another client is
 * rewritten: below a missing namespace a row of ours counts as never created.
 * @returns false when something was written: read again
 */
export function* settleAncestors(
  context: ProtocolContext,
  id: string,
  snapshot: Snapshot,
): Protocol<boolean> {
  const token = context.token();
  const ancestors = missingAncestors(snapshot, id, token);
  if (ancestors.length === 0) return true;
  let latest = (yield { step: "insert", rows: ancestors }).snapshot;
  for (const { id: ancestor } of ancestors) {
    const born = latest.row(ancestor);
    if (born?.mark?.token !== token) continue;
    // One that lost against a drop above it never existed, and must not stay without its mark.
    latest = latest.rowExists(born)
      ? yield* finish(context, ancestor, latest)
      : (yield* insist({ step: "delete", row: born })).snapshot;
  }
  return false;
}

/** The same for a namespace that is itself only implied. */
export function* settleImplied(context: ProtocolContext, id: string, snapshot: Snapshot): Protocol<void> {
  yield* settleAncestors(context, `${id}${separator}`, snapshot);
}

export function newNamespace(
  id: string,
  properties: Readonly<Record<string, string>>,
  token: string,
  base: number,
): NewRow {
  return { id, kind: "namespace", location: null, properties, mark: { state: "since", token, base } };
}

/** Whether a row could be seen in a snapshot if it stood there as it was: its ancestors exist and do not hide it. */
export function existsWith(snapshot: Snapshot, row: Row): boolean {
  return snapshot.rowExists({ ...row, mark: undefined });
}
