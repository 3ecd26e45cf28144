import { untidied } from "./context.ts";
import { tries } from "./rounds.ts";
import { isSame, type Row } from "./row.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Protocol, Reply, Step } from "./step.ts";

/** More refusals of one step than any number of writers cause. */
const most = 1000;

/**
 * A compare-and-set that is tried again for as long as its row stands as it was read: a refusal then only says that
 * another commit was faster. For tidying, which nobody would repeat.
 */
export function* insist(step: Extract<Step, { step: "replace" | "delete" }>): Protocol<Reply> {
  for (const more = tries(most); more(); ) {
    const reply = yield step;
    const now = reply.snapshot.row(step.row.id);
    if (reply.count > 0 || now === undefined || !isSame(now, step.row)) return reply;
  }
  throw untidied(`The change of the row of ${JSON.stringify(step.row.id)}`);
}

/** Takes the mark off, and may say that the table lies elsewhere than was meant. */
export function* open(row: Row, location: string | null = row.location): Protocol<Snapshot> {
  const { id, kind, properties } = row;
  return (yield* insist({ step: "replace", row, next: { id, kind, location, properties } })).snapshot;
}

export function* remove(row: Row): Protocol<Snapshot> {
  return (yield* insist({ step: "delete", row })).snapshot;
}

/** Whether the row still carries the mark that is being finished. */
export function carriesSame(snapshot: Snapshot, row: Row): boolean {
  const now = snapshot.row(row.id);
  return now?.mark?.token === row.mark?.token && now?.mark?.state === row.mark?.state;
}
