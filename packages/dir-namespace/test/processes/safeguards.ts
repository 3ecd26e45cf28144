import { Manifest } from "../../src/manifest/manifest.ts";
import { type Effect, isCommit, type Operation, type Reply } from "../../src/model/effect.ts";
import type { Resolution } from "../../src/model/intent.ts";
import type { Row } from "../../src/model/row.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import { isListed } from "../../src/model/table-folders.ts";
import { replaceMethod } from "./replace-method.ts";

/** What can be taken away from the protocol, to see whether the verification notices. */
export const protections = [
  /** After an insert, to look at the version that it made. */
  "look-after-insert",
  /** A restrict drop counts only if its own version shows nothing below. */
  "judged-drop",
  /** A table's row goes before its folder. */
  "row-before-folder",
  /** A folder whose name can be used again is moved only under a mark that was just looked at. */
  "displace-checks",
  /** A row is replaced only if it is as it was read. */
  "compare-before-replace",
  /** A row is removed only if it is as it was read. */
  "compare-before-delete",
  /** An insert leaves a row alone that others were faster with. */
  "insert-only",
  /** Whoever is told that the commit changed nothing takes it for that. */
  "refusals-heard",
  /** An overwritten namespace is empty. */
  "purge-below",
  /** An answer comes after its commit. */
  "commit-before-answer",
  /** A read looks whether there is a newer version. */
  "latest-reads",
  /** What a mark says of a row that is gone holds for readers at once. */
  "marks-for-readers",
] as const;

export type Protection = (typeof protections)[number];

/** Takes away what is not part of a protocol, from this process. */
export function removeProtections(without: ReadonlySet<Protection>): void {
  if (without.has("latest-reads")) {
    replaceMethod(Manifest.prototype, "latest", (latest) => latest(0.3));
  }
  if (without.has("marks-for-readers")) {
    replaceMethod(Snapshot.prototype, "isDropped", () => false);
  }
}

/** Passes a protocol's steps and replies on, but for those that a missing protection changes. */
export function* withoutProtections<T>(
  operation: Operation<T>,
  without: ReadonlySet<Protection>,
): Operation<T> {
  let next = operation.next();
  while (!next.done) {
    const effect = next.value;
    let reply: Reply;
    try {
      if (without.has("row-before-folder") && effect.effect === "delete" && isPlainTable(effect)) {
        yield { effect: "discard", locations: [effect.row.location ?? ""] };
      }
      if (without.has("commit-before-answer") && effect.effect === "insert") {
        const [row] = effect.rows;
        if (row?.kind === "namespace") yield { effect: "return-early", value: row.properties };
      }
      const latest = isCommit(effect) && without.size > 0 ? (yield { effect: "read" }).snapshot : undefined;
      reply = yield changedEffect(effect, latest, without);
      if (without.has("refusals-heard") && isCommit(effect))
        reply = { ...reply, count: Math.max(1, reply.count) };
    } catch (error) {
      next = operation.throw(error);
      continue;
    }
    next = operation.next({ ...reply, snapshot: believed(effect, reply.snapshot, without) });
  }
  return next.value;
}

/** @param latest for a commit, what stands there now */
function changedEffect(
  effect: Effect,
  latest: Snapshot | undefined,
  without: ReadonlySet<Protection>,
): Effect {
  if (without.has("displace-checks") && effect.effect === "move-aside") {
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
  if (without.has("purge-below") && effect.effect === "replace" && effect.next.intent?.state === "truncate") {
    return { ...effect, next: { ...effect.next, intent: undefined } };
  }
  return effect;
}

function isPlainTable({ row }: Extract<Effect, { effect: "delete" }>): boolean {
  return row.kind === "table" && row.intent === undefined && row.location !== null && !isListed(row);
}

/** What the protocol takes the version for that its commit made. */
function believed(effect: Effect, snapshot: Snapshot, without: ReadonlySet<Protection>): Snapshot {
  const { version, rows, resolutions, damage } = snapshot;
  if (without.has("look-after-insert") && effect.effect === "insert") {
    return new AllExists(version, rows, resolutions, damage);
  }
  if (
    without.has("judged-drop") &&
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
