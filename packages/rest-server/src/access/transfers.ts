import type { OperationName } from "@lancetree/spec";
import { operationTable } from "@lancetree/spec";
import type { Deadline } from "../deadline.ts";
import { isArrowBody } from "../request/arrow-body.ts";
import { isObject, type JsonObject } from "../request/model.ts";
import type { Caller, Identity } from "./authentication.ts";
import type { Turn, Turns } from "./concurrency-limiter.ts";
import { networkOf } from "./network.ts";

/** Whether rows go through a call, in one direction or the other. */
function hasRows(operation: OperationName, headers: Headers): boolean {
  return operationTable[operation].response === "arrow" || isArrowBody(operation, headers);
}

export interface RowCall {
  readonly operation: OperationName;
  readonly headers: Headers;
  readonly input: JsonObject;
  readonly identity: Identity | undefined;
  readonly caller: Caller;
  readonly deadline: Deadline;
}

/**
 * Takes a turn for a call with rows; undefined for others, and where turns are not limited. The body of a call shows the turn when it
 * waits for its caller.
 */
export async function takeTurn(turns: Turns | undefined, call: RowCall): Promise<Turn | undefined> {
  const { operation, headers, input, identity, caller, deadline } = call;
  if (turns === undefined || !hasRows(operation, headers)) return undefined;
  const name = identity ? `key ${identity.name}` : `address ${networkOf(caller.address ?? "")}`;
  const turn = await turns.take(name, deadline.signal);
  turn.taken.addEventListener("abort", () => deadline.stop(turn.taken.reason), { once: true });
  if (isArrowBody(operation, headers)) {
    input["data"] = waitedFor(input["data"] as AsyncGenerator<Uint8Array>, turn, deadline);
  }
  return turn;
}

/** Gives the turn back when a call that nobody waits for any more has ended, whose answer nobody takes. */
export function endLater(running: Promise<unknown>, turn: Turn | undefined): void {
  void running
    .then(giveUpRows, () => undefined)
    .catch(() => undefined)
    .finally(() => turn?.end(true));
}

async function giveUpRows(answer: unknown): Promise<void> {
  const rows = isObject(answer) ? answer["data"] : undefined;
  if (typeof rows !== "object" || rows === null || !(Symbol.asyncIterator in rows)) return;
  await (rows as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
}

async function* waitedFor(
  body: AsyncGenerator<Uint8Array>,
  turn: Turn,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      turn.waitsForCaller();
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await deadline.within(body.next());
      turn.goesOn();
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it may hang where the last piece does.
    body.return(undefined).catch(() => undefined);
  }
}
