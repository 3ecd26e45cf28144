import { isListed } from "../../src/protocol/folders.ts";
import type { Row } from "../../src/protocol/row.ts";
import { Snapshot } from "../../src/protocol/snapshot.ts";
import { isCommit, type Protocol, type Reply, type Step } from "../../src/protocol/step.ts";
import type { Verdict } from "../../src/protocol/verdict.ts";
import { Manifest } from "../../src/storage/manifest.ts";
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
    replaceMethod(Snapshot.prototype, "isDecidedGone", () => false);
  }
}

/** Passes a protocol's steps and replies on, but for those that a missing protection changes. */
export function* withoutProtections<T>(protocol: Protocol<T>, without: ReadonlySet<Protection>): Protocol<T> {
  let next = protocol.next();
  while (!next.done) {
    const step = next.value;
    let reply: Reply;
    try {
      if (without.has("row-before-folder") && step.step === "delete" && isPlainTable(step)) {
        yield { step: "discard", locations: [step.row.location ?? ""] };
      }
      if (without.has("commit-before-answer") && step.step === "insert") {
        const [row] = step.rows;
        if (row?.kind === "namespace") yield { step: "answer", value: row.properties };
      }
      const latest = isCommit(step) && without.size > 0 ? (yield { step: "read" }).snapshot : undefined;
      reply = yield changedStep(step, latest, without);
      if (without.has("refusals-heard") && isCommit(step))
        reply = { ...reply, count: Math.max(1, reply.count) };
    } catch (error) {
      next = protocol.throw(error);
      continue;
    }
    next = protocol.next({ ...reply, snapshot: believed(step, reply.snapshot, without) });
  }
  return next.value;
}

/** @param latest for a commit, what stands there now */
function changedStep(step: Step, latest: Snapshot | undefined, without: ReadonlySet<Protection>): Step {
  if (without.has("displace-checks") && step.step === "displace") {
    return { step: "move", from: step.from, to: step.to };
  }
  if (step.step === "insert") {
    const [next] = step.rows;
    const taken = next && latest?.row(next.id);
    return without.has("insert-only") && next && taken ? { step: "replace", row: taken, next } : step;
  }
  const isBlind = step.step === "replace" && without.has("compare-before-replace");
  if (isBlind || (step.step === "delete" && without.has("compare-before-delete"))) {
    return { ...step, row: latest?.row(step.row.id) ?? step.row };
  }
  if (without.has("purge-below") && step.step === "replace" && step.next.mark?.state === "purge") {
    return { ...step, next: { ...step.next, mark: undefined } };
  }
  return step;
}

function isPlainTable({ row }: Extract<Step, { step: "delete" }>): boolean {
  return row.kind === "table" && row.mark === undefined && row.location !== null && !isListed(row);
}

/** What the protocol takes the version for that its commit made. */
function believed(step: Step, snapshot: Snapshot, without: ReadonlySet<Protection>): Snapshot {
  const { version, rows, verdicts, damage } = snapshot;
  if (without.has("look-after-insert") && step.step === "insert") {
    return new AllExists(version, rows, verdicts, damage);
  }
  if (without.has("judged-drop") && step.step === "replace" && step.next.mark?.state === "drop") {
    return new AllEffective(version, rows, verdicts, damage);
  }
  return snapshot;
}

class AllExists extends Snapshot {
  override rowExists(): boolean {
    return true;
  }
}

class AllEffective extends Snapshot {
  override verdict(row: Row): Verdict | undefined {
    const judged = super.verdict(row);
    return judged && { ...judged, effective: true };
  }
}
