import { requireParent } from "@lancetree/core";
import type { Operation } from "../model/effect.ts";
import { ancestorsOf, objectId, parentOf, pathOf, separator } from "../model/object-id.ts";
import type { NewRow, Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { retryCompareAndSet } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import type { OperationContext } from "./operation-context.ts";

/** Throws NamespaceNotFound unless the namespaces above an id exist. */
export function assertParent(snapshot: Snapshot, id: string): void {
  requireParent(pathOf(id), (path) => snapshot.kind(objectId(path)));
}

/**
 * Prepares an id for a new row: completes an overwrite of its parent, since nothing exists below such a row, and deletes a row of that
 * id that does not exist for readers.
 * @returns false if a commit was needed: read again
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

/** Rows for the ancestors that exist only because another client put something below them. */
export function missingAncestors(snapshot: Snapshot, id: string, token: string): NewRow[] {
  return ancestorsOf(id)
    .filter((ancestor) => snapshot.row(ancestor) === undefined)
    .map((ancestor) => namespaceRow(ancestor, {}, token, snapshot.version));
}

/**
 * Inserts rows for the ancestors that exist only because of their contents. Needed before the row of another client is rewritten: below
 * a missing namespace a row of Lancetree is an orphan.
 * @returns false if a commit was needed: read again
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
    // A row that lost a race against a drop above it never existed, and must not stay without its intent.
    latest = latest.rowExists(created)
      ? yield* completeIntent(context, ancestor, latest)
      : (yield* retryCompareAndSet({ effect: "delete", row: created })).snapshot;
  }
  return false;
}

/** The same for a namespace that itself exists only because of its contents. */
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

/** Whether a row without its intent would exist in a snapshot: its ancestors exist and do not hide it. */
export function existsWithoutIntent(snapshot: Snapshot, row: Row): boolean {
  return snapshot.rowExists({ ...row, intent: undefined });
}
