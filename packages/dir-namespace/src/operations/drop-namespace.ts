import { type DropBehavior, namespaceNotEmpty, namespaceNotFound } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { type Operation, read } from "../model/effect.ts";
import { pathOf } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { completeIntent } from "./complete-intent.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, existsWithoutIntent, materializeAncestors, materializeNamespace } from "./parent.ts";

export interface NamespaceDrop {
  readonly id: string;
  readonly behavior: DropBehavior;
}

type Properties = Readonly<Record<string, string>>;

/** @returns the properties that the namespace had; rejects with NamespaceNotFound or NamespaceNotEmpty */
export function* dropNamespace(context: OperationContext, request: NamespaceDrop): Operation<Properties> {
  const { id, behavior } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, id);
    const kind = snapshot.kind(id);
    if (kind !== "namespace") throw namespaceNotFound(pathOf(id), kind);
    const row = snapshot.row(id);
    if (row === undefined) {
      // It exists only because another client put something below it. It gets a row first, so that an intent can drop it.
      if (behavior === "restrict") throw namespaceNotEmpty(pathOf(id));
      yield* materializeNamespace(context, id, snapshot);
      continue;
    }
    const done =
      behavior === "cascade"
        ? yield* cascade(context, row, snapshot)
        : yield* restrict(context, row, snapshot);
    if (done) return row.properties;
  }
  throw retriesExhausted(context, "dropNamespace");
}

/** One commit: the tombstone drops the namespace and everything below it. */
function* cascade(context: OperationContext, row: Row, snapshot: Snapshot): Operation<boolean> {
  const intent = { state: "tombstone", token: context.token(), base: snapshot.version } as const;
  const reply = yield { effect: "replace", row, next: { ...row, intent } };
  if (reply.count === 0) return false;
  yield* completeIntent(context, row.id, reply.snapshot);
  if (!existsWithoutIntent(reply.snapshot, row)) throw namespaceNotFound(pathOf(row.id));
  return true;
}

/** The intent drops the namespace if nothing was below it in the version that the intent made; otherwise it changes nothing. */
function* restrict(context: OperationContext, row: Row, snapshot: Snapshot): Operation<boolean> {
  const { id } = row;
  const isPending = row.intent?.state === "truncate" || (snapshot.resolution(row)?.masks.size ?? 0) > 0;
  if (isPending) {
    yield* completeIntent(context, id, snapshot);
    return false;
  }
  if (snapshot.hasBelow(id)) throw namespaceNotEmpty(pathOf(id));
  if (!(yield* materializeAncestors(context, id, snapshot))) return false;
  const intent = { state: "drop-if-empty", token: context.token(), base: snapshot.version } as const;
  const reply = yield { effect: "replace", row, next: { ...row, intent } };
  if (reply.count === 0) return false;
  const withIntent = reply.snapshot.row(id);
  const tookEffect = withIntent !== undefined && reply.snapshot.resolution(withIntent)?.tookEffect === true;
  const existed = existsWithoutIntent(reply.snapshot, row);
  yield* completeIntent(context, id, reply.snapshot);
  if (tookEffect) return true;
  throw existed ? namespaceNotEmpty(pathOf(id)) : namespaceNotFound(pathOf(id));
}
