import { requireParent } from "@lancetree/core";
import type { Operation } from "../model/effect.ts";
import { ancestorsOf, objectId, parentOf, pathOf, separator } from "../model/object-id.ts";
import type { NewRow, Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { retryCompareAndSet } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import type { OperationContext } from "./operation-context.ts";

/** Demands the namespace in which an id stands or is to stand. Rejects with NamespaceNotFound. */
export function assertParent(snapshot: Snapshot, id: string): void {
  requireParent(pathOf(id), (path) => snapshot.kind(objectId(path)));
}

/**
 * Makes room for a new row: finishes an overwrite of its parent that is under way, since nothing exists below such a
 * row, and removes a row of that id that does not exist.
 * @returns false when something was in the way: read again
 */
export function* prepareTarget(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<boolean> {
  const parent = parentOf(id);
  if (snapshot.row(parent)?.intent?.state === "truncate") {
    yield* completeIntent(context, parent, snapshot);
    return false;
  }
  const row = snapshot.row(id);
  if (row === undefined || snapshot.rowExists(row)) return true;
  if (snapshot.isDropped(row)) yield* completeIntent(context, id, snapshot);
  else yield { effect: "delete", row };
  return false;
}

/** Rows for ancestors that exist only because another client put something below them. */
export function missingAncestors(snapshot: Snapshot, id: string, token: string): NewRow[] {
  return ancestorsOf(id)
    .filter((ancestor) => snapshot.row(ancestor) === undefined)
    .map((ancestor) => namespaceRow(ancestor, {}, token, snapshot.version));
}

/**
 * Gives rows to the namespaces above an id that only their contents imply. Needed before a row of another client is
 * rewritten: below a missing namespace a row of ours counts as never created.
 * @returns false when something was written: read again
 */
export function* materializeAncestors(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<boolean> {
  const token = context.token();
  const ancestors = missingAncestors(snapshot, id, token);
  if (ancestors.length === 0) return true;
  let latest = (yield { effect: "insert", rows: ancestors }).snapshot;
  for (const { id: ancestor } of ancestors) {
    const created = latest.row(ancestor);
    if (created?.intent?.token !== token) continue;
    // One that lost against a drop above it never existed, and must not stay without its mark.
    latest = latest.rowExists(created)
      ? yield* completeIntent(context, ancestor, latest)
      : (yield* retryCompareAndSet({ effect: "delete", row: created })).snapshot;
  }
  return false;
}

/** The same for a namespace that is itself only implied. */
export function* materializeNamespace(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<void> {
  yield* materializeAncestors(context, `${id}${separator}`, snapshot);
}

export function namespaceRow(
  id: string,
  properties: Readonly<Record<string, string>>,
  token: string,
  base: number,
): NewRow {
  return { id, kind: "namespace", location: null, properties, intent: { state: "created", token, base } };
}

/** Whether a row could be seen in a snapshot if it stood there as it was: its ancestors exist and do not hide it. */
export function existsWithoutIntent(snapshot: Snapshot, row: Row): boolean {
  return snapshot.rowExists({ ...row, intent: undefined });
}
