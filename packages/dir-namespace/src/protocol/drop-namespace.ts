import { type DropBehavior, namespaceNotEmpty, namespaceNotFound } from "@lancetree/core";
import { outrun, type ProtocolContext } from "./context.ts";
import { finish } from "./finish.ts";
import { pathOf } from "./object-id.ts";
import { demandParent, existsWith, settleAncestors, settleImplied } from "./parent.ts";
import { tries } from "./rounds.ts";
import type { Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Protocol, read } from "./step.ts";

export interface NamespaceDrop {
  readonly id: string;
  readonly behavior: DropBehavior;
}

type Properties = Readonly<Record<string, string>>;

/** @returns the properties that the namespace had; rejects with NamespaceNotFound or NamespaceNotEmpty */
export function* dropNamespace(context: ProtocolContext, request: NamespaceDrop): Protocol<Properties> {
  const { id, behavior } = request;
  for (const more = tries(context.attempts); more(); ) {
    const snapshot = yield* read();
    demandParent(snapshot, id);
    const kind = snapshot.kind(id);
    if (kind !== "namespace") throw namespaceNotFound(pathOf(id), kind);
    const row = snapshot.row(id);
    if (row === undefined) {
      // Implied by what another client put below it. A row to mark comes first, then the drop as of any other.
      if (behavior === "restrict") throw namespaceNotEmpty(pathOf(id));
      yield* settleImplied(context, id, snapshot);
      continue;
    }
    const done =
      behavior === "cascade"
        ? yield* cascade(context, row, snapshot)
        : yield* restrict(context, row, snapshot);
    if (done) return row.properties;
  }
  throw outrun(context, "dropNamespace");
}

/** One step: the mark is the drop of the namespace and of all that it holds. */
function* cascade(context: ProtocolContext, row: Row, snapshot: Snapshot): Protocol<boolean> {
  const mark = { state: "dead", token: context.token(), base: snapshot.version } as const;
  const reply = yield { step: "replace", row, next: { ...row, mark } };
  if (reply.count === 0) return false;
  yield* finish(context, row.id, reply.snapshot);
  if (!existsWith(reply.snapshot, row)) throw namespaceNotFound(pathOf(row.id));
  return true;
}

/** The mark drops the namespace if nothing stood below it in the very version that it made, else it means nothing. */
function* restrict(context: ProtocolContext, row: Row, snapshot: Snapshot): Protocol<boolean> {
  const { id } = row;
  const settling = row.mark?.state === "purge" || (snapshot.verdict(row)?.hidden.size ?? 0) > 0;
  if (settling) {
    yield* finish(context, id, snapshot);
    return false;
  }
  if (snapshot.hasBelow(id)) throw namespaceNotEmpty(pathOf(id));
  if (!(yield* settleAncestors(context, id, snapshot))) return false;
  const mark = { state: "drop", token: context.token(), base: snapshot.version } as const;
  const reply = yield { step: "replace", row, next: { ...row, mark } };
  if (reply.count === 0) return false;
  const marked = reply.snapshot.row(id);
  const effective = marked !== undefined && reply.snapshot.verdict(marked)?.effective === true;
  const existed = existsWith(reply.snapshot, row);
  yield* finish(context, id, reply.snapshot);
  if (effective) return true;
  throw existed ? namespaceNotEmpty(pathOf(id)) : namespaceNotFound(pathOf(id));
}
