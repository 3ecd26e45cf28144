import { alreadyExists, type CreateMode } from "@lancetree/core";
import { boundedRounds } from "../model/attempts.ts";
import { type Operation, read, readRecent, returnEarly } from "../model/effect.ts";
import { ancestorsOf, parentOf, pathOf } from "../model/object-id.ts";
import { acceptsChildren } from "../model/resolve-intent.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { retryCompareAndSet } from "./compare-and-set.ts";
import { completeIntent } from "./complete-intent.ts";
import { listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import {
  assertParent,
  existsWithoutIntent,
  materializeAncestors,
  materializeNamespace,
  missingAncestors,
  namespaceRow,
  prepareTarget,
} from "./parent.ts";

export interface NamespaceCreation {
  readonly id: string;
  readonly mode: CreateMode;
  readonly properties: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, string>>;

/** @returns the properties of the namespace that now exists */
export function* createNamespace(
  context: OperationContext,
  request: NamespaceCreation,
): Operation<Properties> {
  const { id, mode, properties } = request;
  for (const round of boundedRounds(context.attempts)) {
    const snapshot = yield* readToInsert(id, round);
    assertParent(snapshot, id);
    if (!(yield* prepareTarget(context, id, snapshot))) continue;
    const row = snapshot.row(id);
    if (row) {
      if (row.kind === "table" || mode === "create") throw alreadyExists(pathOf(id), row.kind);
      if (mode === "exist_ok") return row.properties;
      if (!(yield* materializeAncestors(context, id, snapshot))) continue;
      if (yield* overwrite(context, row, properties, snapshot.version)) return properties;
      continue;
    }
    const listed = yield* listedStatus(context, id, snapshot);
    if (listed === "changed") continue;
    if (listed === "table" || listed === "declared") throw alreadyExists(pathOf(id), "table");
    // A namespace that exists only because of its contents gets a row before it is overwritten.
    if (mode === "overwrite" && snapshot.isImplied(id)) {
      yield* materializeNamespace(context, id, snapshot);
      continue;
    }
    const created = yield* insert(context, snapshot, request);
    if (created === undefined) continue;
    // Committed: from here on the namespace exists for all readers, even if the cleanup fails.
    yield* returnEarly(properties);
    yield* completeCreated(context, id, created);
    return properties;
  }
  throw retriesExhausted(context, "createNamespace");
}

/**
 * An insert may be planned on a snapshot in which the name was free a moment ago, since it is validated against the version that it
 * makes. Every other result needs the latest version.
 */
function* readToInsert(id: string, round: number): Operation<Snapshot> {
  if (round > 0) return yield* read();
  const recent = yield* readRecent();
  return acceptsChildren(recent, parentOf(id)) && !recent.rows.has(id) ? recent : yield* read();
}

/** @returns the snapshot in which the namespace exists; undefined after a conflict */
function* insert(
  context: OperationContext,
  snapshot: Snapshot,
  request: Pick<NamespaceCreation, "id" | "properties">,
): Operation<Snapshot | undefined> {
  const { id, properties } = request;
  const token = context.token();
  const row = namespaceRow(id, properties, token, snapshot.version);
  const reply = yield { effect: "insert", rows: [row, ...missingAncestors(snapshot, id, token)] };
  const created = reply.snapshot.row(id);
  if (created?.intent?.token !== token) return undefined;
  // The insert succeeds even if the parent was dropped: the version that it made shows whether the namespace exists.
  if (reply.snapshot.rowExists(created)) return reply.snapshot;
  yield* retryCompareAndSet({ effect: "delete", row: created });
  assertParent(reply.snapshot, id);
  return undefined;
}

/** Clears the intents of the new namespace and of the ancestors that were created with it. */
function* completeCreated(context: OperationContext, id: string, created: Snapshot): Operation<void> {
  const token = created.row(id)?.intent?.token;
  let snapshot = created;
  for (const other of [...ancestorsOf(id), id]) {
    if (created.rows.rowWithIntent(other)?.intent?.token === token)
      snapshot = yield* completeIntent(context, other, snapshot);
  }
}

/** One commit replaces the properties and deletes everything below. */
function* overwrite(
  context: OperationContext,
  row: Row,
  properties: Properties,
  base: number,
): Operation<boolean> {
  const intent = { state: "truncate", token: context.token(), base } as const;
  const reply = yield { effect: "replace", row, next: { ...row, properties, intent } };
  if (reply.count === 0) return false;
  if (!existsWithoutIntent(reply.snapshot, row)) {
    assertParent(reply.snapshot, row.id);
    return false;
  }
  yield* completeIntent(context, row.id, reply.snapshot);
  return true;
}
