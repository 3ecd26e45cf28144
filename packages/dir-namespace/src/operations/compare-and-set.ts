import { boundedAttempts } from "../model/attempts.ts";
import type { Effect, Operation, Reply } from "../model/effect.ts";
import { isSameRow, type Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { completionPending } from "./operation-context.ts";

/** More rejections of one effect than any number of concurrent writers causes. */
const maxRefusals = 1000;

/**
 * A compare-and-set that is repeated while its row is as it was read: a rejection then only means that another commit won. For cleanup,
 * which no caller repeats.
 */
export function* retryCompareAndSet(
  effect: Extract<Effect, { effect: "replace" | "delete" }>,
): Operation<Reply> {
  for (const more = boundedAttempts(maxRefusals); more(); ) {
    const reply = yield effect;
    const now = reply.snapshot.row(effect.row.id);
    if (reply.count > 0 || now === undefined || !isSameRow(now, effect.row)) return reply;
  }
  throw completionPending(`The change of the row of ${JSON.stringify(effect.row.id)}`);
}

/** Clears a row's intent, and may change its location to the folder where the data stayed. */
export function* clearIntent(row: Row, location: string | null = row.location): Operation<Snapshot> {
  const { id, kind, properties } = row;
  return (yield* retryCompareAndSet({ effect: "replace", row, next: { id, kind, location, properties } }))
    .snapshot;
}

export function* deleteRow(row: Row): Operation<Snapshot> {
  return (yield* retryCompareAndSet({ effect: "delete", row })).snapshot;
}
