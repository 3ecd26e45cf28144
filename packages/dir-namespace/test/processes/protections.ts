import { isListed } from "../../src/protocol/folders.ts";
import type { Row } from "../../src/protocol/row.ts";
import { Snapshot } from "../../src/protocol/snapshot.ts";
import type { Protocol, Reply, Step } from "../../src/protocol/step.ts";
import type { Verdict } from "../../src/protocol/verdict.ts";

/** What can be taken away from the protocol, to see whether the verification notices. */
export const PROTECTIONS = [
  /** After an insert, to look at the version that it made. */
  "look-after-insert",
  /** A restrict drop counts only if its own version shows nothing below. */
  "judged-drop",
  /** A table's row goes before its folder. */
  "row-before-folder",
  /** A folder whose name can be used again is moved only under a mark that was just looked at. */
  "displace-checks",
] as const;

export type Protection = (typeof PROTECTIONS)[number];

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
      reply = yield without.has("displace-checks") && step.step === "displace"
        ? { step: "move", from: step.from, to: step.to }
        : step;
    } catch (error) {
      next = protocol.throw(error);
      continue;
    }
    next = protocol.next({ ...reply, snapshot: believed(step, reply.snapshot, without) });
  }
  return next.value;
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
