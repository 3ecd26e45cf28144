import { Manifest } from "../../src/manifest/manifest.ts";
import { type Effect, isCommit, type Operation, type Reply } from "../../src/model/effect.ts";
import type { Resolution } from "../../src/model/intent.ts";
import type { Row } from "../../src/model/row.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import { isListed } from "../../src/model/table-folders.ts";
import { replaceMethod } from "./replace-method.ts";

/** What can be left out of the operations, to see that the verification reports it. */
export const safeguards = [
  /** An insert is validated against the version that it made. */
  "validate-insert",
  /** A restrict drop took effect only if its own version has nothing below. */
  "resolved-drop",
  /** A table's row is deleted before its folder. */
  "row-before-folder",
  /** A folder whose name can be used again is moved only under an intent that was just read. */
  "move-aside-checks",
  /** A row is replaced only if it is as it was read. */
  "compare-before-replace",
  /** A row is removed only if it is as it was read. */
  "compare-before-delete",
  /** An insert does not change a row that another process inserted first. */
  "insert-only",
  /** A commit that changed nothing counts as rejected. */
  "rejections-heard",
  /** An overwritten namespace is empty. */
  "truncate-below",
  /** A call returns after its commit. */
  "commit-before-return",
  /** A read checks for a newer version. */
  "latest-reads",
  /** Readers see at once that an intent drops a row. */
  "intents-for-readers",
] as const;

export type Safeguard = (typeof safeguards)[number];

/** Removes the safeguards that are not part of an operation, from this process. */
export function removeSafeguards(without: ReadonlySet<Safeguard>): void {
  if (without.has("latest-reads")) {
    replaceMethod(Manifest.prototype, "latest", (latest) => latest(0.3));
  }
  if (without.has("intents-for-readers")) {
    replaceMethod(Snapshot.prototype, "isDropped", () => false);
  }
}

/** Passes an operation's effects and replies on, changed where a safeguard is left out. */
export function* withoutSafeguards<T>(
  operation: Operation<T>,
  without: ReadonlySet<Safeguard>,
): Operation<T> {
  let next = operation.next();
  while (!next.done) {
    const effect = next.value;
    let reply: Reply;
    try {
      if (without.has("row-before-folder") && effect.effect === "delete" && isPlainTable(effect)) {
        yield { effect: "discard", locations: [effect.row.location ?? ""] };
      }
      if (without.has("commit-before-return") && effect.effect === "insert") {
        const [row] = effect.rows;
        if (row?.kind === "namespace") yield { effect: "return-early", value: row.properties };
      }
      const latest = isCommit(effect) && without.size > 0 ? (yield { effect: "read" }).snapshot : undefined;
      reply = yield changedEffect(effect, latest, without);
      if (without.has("rejections-heard") && isCommit(effect))
        reply = { ...reply, count: Math.max(1, reply.count) };
    } catch (error) {
      next = operation.throw(error);
      continue;
    }
    next = operation.next({ ...reply, snapshot: believed(effect, reply.snapshot, without) });
  }
  return next.value;
}

/** @param latest for a commit, the latest snapshot */
function changedEffect(
  effect: Effect,
  latest: Snapshot | undefined,
  without: ReadonlySet<Safeguard>,
): Effect {
  if (without.has("move-aside-checks") && effect.effect === "move-aside") {
    return { effect: "move", from: effect.from, to: effect.to };
  }
  if (effect.effect === "insert") {
    const [next] = effect.rows;
    const taken = next && latest?.row(next.id);
    return without.has("insert-only") && next && taken ? { effect: "replace", row: taken, next } : effect;
  }
  const isBlind = effect.effect === "replace" && without.has("compare-before-replace");
  if (isBlind || (effect.effect === "delete" && without.has("compare-before-delete"))) {
    return { ...effect, row: latest?.row(effect.row.id) ?? effect.row };
  }
  if (
    without.has("truncate-below") &&
    effect.effect === "replace" &&
    effect.next.intent?.state === "truncate"
  ) {
    return { ...effect, next: { ...effect.next, intent: undefined } };
  }
  return effect;
}

function isPlainTable({ row }: Extract<Effect, { effect: "delete" }>): boolean {
  return row.kind === "table" && row.intent === undefined && row.location !== null && !isListed(row);
}

/** What the operation takes the version that its commit made for. */
function believed(effect: Effect, snapshot: Snapshot, without: ReadonlySet<Safeguard>): Snapshot {
  const { version, rows, resolutions, damage } = snapshot;
  if (without.has("validate-insert") && effect.effect === "insert") {
    return new AllExists(version, rows, resolutions, damage);
  }
  if (
    without.has("resolved-drop") &&
    effect.effect === "replace" &&
    effect.next.intent?.state === "drop-if-empty"
  ) {
    return new AllEffective(version, rows, resolutions, damage);
  }
  return snapshot;
}

class AllExists extends Snapshot {
  override rowExists(): boolean {
    return true;
  }
}

class AllEffective extends Snapshot {
  override resolution(row: Row): Resolution | undefined {
    const resolved = super.resolution(row);
    return resolved && { ...resolved, tookEffect: true };
  }
}
