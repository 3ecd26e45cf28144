import { type OperationName, operationTable } from "@lancetree/spec";
import type { Deadline } from "../deadline.ts";
import { isArrowBody } from "../request/arrow-body.ts";
import { isObject, type JsonObject } from "../request/model.ts";
import type { Caller, Identity } from "./authentication.ts";
import type { ConcurrencyLimiter, Slot } from "./concurrency-limiter.ts";
import { networkOf } from "./network.ts";

/** Whether the body or the response of a call carries rows. */
function isTransfer(operation: OperationName, headers: Headers): boolean {
  return operationTable[operation].response === "arrow" || isArrowBody(operation, headers);
}

/** A call that may transfer rows. */
export interface Transfer {
  readonly operation: OperationName;
  readonly headers: Headers;
  readonly input: JsonObject;
  readonly identity: Identity | undefined;
  readonly caller: Caller;
  readonly deadline: Deadline;
}

/**
 * Waits for a slot; undefined for a call without rows, and where transfers are not limited. The body of an upload pauses the slot while it
 * waits for its caller.
 */
export async function acquireSlot(
  limiter: ConcurrencyLimiter | undefined,
  transfer: Transfer,
): Promise<Slot | undefined> {
  const { operation, headers, input, identity, caller, deadline } = transfer;
  if (limiter === undefined || !isTransfer(operation, headers)) return undefined;
  const name = identity ? `key ${identity.name}` : `address ${networkOf(caller.address ?? "")}`;
  const slot = await limiter.acquire(name, deadline.signal);
  slot.revoked.addEventListener("abort", () => deadline.abort(slot.revoked.reason), { once: true });
  if (isArrowBody(operation, headers)) {
    input["data"] = trackIdleTime(input["data"] as AsyncGenerator<Uint8Array>, slot, deadline);
  }
  return slot;
}

/** Releases the slot of a call that failed or was aborted when the call has ended, and cancels its rows. */
export function releaseWhenSettled(
  running: Promise<unknown>,
  slot: Slot | undefined,
  { aborted }: Pick<AbortSignal, "aborted">,
): void {
  void running
    .then(cancelRows, () => undefined)
    .catch(() => undefined)
    .finally(() => slot?.release(aborted));
}

async function cancelRows(result: unknown): Promise<void> {
  const rows = isObject(result) ? result["data"] : undefined;
  if (typeof rows !== "object" || rows === null || !(Symbol.asyncIterator in rows)) return;
  await (rows as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]().return?.();
}

async function* trackIdleTime(
  body: AsyncGenerator<Uint8Array>,
  slot: Slot,
  deadline: Deadline,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      slot.pause();
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await deadline.race(body.next());
      slot.resume(value?.byteLength ?? 0);
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: it may hang as long as the last chunk does.
    body.return(undefined).catch(() => undefined);
  }
}
