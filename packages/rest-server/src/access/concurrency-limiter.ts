import { ThrottlingError } from "@lancetree/core";
import { withHttpDetails } from "../http-errors.ts";

/** The maximum number of transfers at the same time. */
export interface TransferLimits {
  /**
   * Transfers of all callers together. Further transfers wait; one that has waited for 15 s rejects with Throttling
   * (21, HTTP 429). While transfers wait, the server ends a running one whose caller has neither sent nor read anything
   * for 5 s.
   */
  readonly max: number;
  /**
   * Transfers of one caller, while no other caller has any. A caller is an identity, or a network if the server does
   * not authenticate. The fewer transfers are free, the fewer one caller may have, so that a new caller need not wait.
   */
  readonly maxPerCaller: number;
}

/** The right to run, until it is released. */
export interface Slot {
  /** The server waits for the caller, to receive more of the response or to send more of the body. */
  pause(): void;
  /** The server no longer waits for the caller. */
  resume(): void;
  /** Aborted when the limiter gives the slot of a waiting server to another caller. */
  readonly revoked: AbortSignal;
  /**
   * Returns the slot.
   *
   * @param isAborted - the call was aborted: its work ends a moment later, so the slot becomes free a moment later
   */
  release(isAborted: boolean): void;
}

/** Limits how many calls run at the same time, and shares the slots fairly between callers. */
export interface ConcurrencyLimiter {
  /**
   * Waits for a slot.
   *
   * Rejects with ThrottlingError (21, HTTP 429) when none becomes free in time, with the signal's reason when it is aborted.
   */
  acquire(caller: string, signal: AbortSignal): Promise<Slot>;
}

/** A slot may be revoked when its caller has kept the server waiting for this long. */
const maxIdleMs = 5_000;
const maxQueueMs = 15_000;
const maxQueued = 256;
/** LanceDB's work for an aborted call ends in about this time. */
const abortMs = 1_000;

interface HeldSlot {
  readonly caller: string;
  readonly controller: AbortController;
  idleSince: number | undefined;
}

interface Waiter {
  readonly caller: string;
  readonly start: () => void;
  readonly reject: (error: unknown) => void;
}

/** Creates a limiter without any slot taken. */
export function createConcurrencyLimiter({ max, maxPerCaller }: TransferLimits): ConcurrencyLimiter {
  const held = new Set<HeldSlot>();
  // In the order of arrival.
  const waiters = new Set<Waiter>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const counts = new Map<string, number>();
  const heldBy = (caller: string): number => counts.get(caller) ?? 0;
  const count = (caller: string, change: number): void => {
    const sum = heldBy(caller) + change;
    if (sum > 0) counts.set(caller, sum);
    else counts.delete(caller);
  };
  /** A caller leaves room for others, unless another caller has more slots than it will have. */
  const mayStart = (caller: string): boolean => {
    const own = heldBy(caller);
    const free = max - held.size;
    if (free <= 0 || own >= maxPerCaller) return false;
    return own * (max - maxPerCaller) < free * maxPerCaller || own + 1 < Math.max(...counts.values());
  };
  /** Gives free slots to waiters; callers with the fewest slots come first. */
  const dispatch = (): void => {
    while (held.size < max) {
      let next: Waiter | undefined;
      for (const waiter of waiters) {
        if (!mayStart(waiter.caller)) continue;
        if (next === undefined || heldBy(waiter.caller) < heldBy(next.caller)) next = waiter;
      }
      if (next === undefined) break;
      waiters.delete(next);
      next.start();
    }
    if (waiters.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  /** Revokes one idle slot for each waiter: that of the caller with the most slots which has been idle for longest. */
  const revokeIdle = (): void => {
    const idleBefore = performance.now() - maxIdleMs;
    for (const { caller } of waiters) {
      const isFull = held.size >= max;
      const idle = [...held].filter(
        (slot) =>
          (slot.idleSince ?? Number.POSITIVE_INFINITY) <= idleBefore &&
          !slot.controller.signal.aborted &&
          (isFull || slot.caller === caller),
      );
      const [revoked] = idle.toSorted(
        (one, other) =>
          heldBy(other.caller) - heldBy(one.caller) || (one.idleSince ?? 0) - (other.idleSince ?? 0),
      );
      revoked?.controller.abort(
        throttled("The caller kept the server waiting while other calls were queued."),
      );
    }
  };
  /** Rejects the newest waiter of the caller with the most waiters. */
  const rejectNewest = (): void => {
    const queued = new Map<string, number>();
    for (const { caller } of waiters) queued.set(caller, (queued.get(caller) ?? 0) + 1);
    const most = Math.max(...queued.values());
    const newest = [...waiters].findLast(({ caller }) => queued.get(caller) === most);
    newest?.reject(throttled("Too many queries and uploads of this caller are queued."));
  };
  const start = (caller: string): Slot => {
    const slot: HeldSlot = { caller, controller: new AbortController(), idleSince: undefined };
    held.add(slot);
    count(caller, 1);
    const free = (): void => {
      if (!held.delete(slot)) return;
      count(caller, -1);
      dispatch();
    };
    return {
      pause() {
        slot.idleSince ??= performance.now();
      },
      resume() {
        slot.idleSince = undefined;
      },
      revoked: slot.controller.signal,
      release(isAborted) {
        slot.idleSince = undefined;
        if (isAborted) setTimeout(free, abortMs);
        else free();
      },
    };
  };
  return {
    async acquire(caller, signal) {
      signal.throwIfAborted();
      if (waiters.size === 0 && mayStart(caller)) return start(caller);
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          caller,
          start() {
            stop();
            resolve(start(caller));
          },
          reject(error) {
            stop();
            reject(error);
          },
        };
        const onAbort = (): void => waiter.reject(signal.reason);
        const timeout = setTimeout(() => {
          const ofCaller = held.size < max ? " of this caller" : "";
          waiter.reject(throttled(`Too many queries and uploads${ofCaller} are in progress.`));
        }, maxQueueMs);
        const stop = (): void => {
          clearTimeout(timeout);
          signal.removeEventListener("abort", onAbort);
          waiters.delete(waiter);
        };
        waiters.add(waiter);
        signal.addEventListener("abort", onAbort);
        timer ??= setInterval(revokeIdle, 250);
        dispatch();
        revokeIdle();
        if (waiters.size > maxQueued) rejectNewest();
      });
    },
  };
}

/** The call had no effect. A random delay keeps callers from retrying at the same time. */
function throttled(message: string): ThrottlingError {
  const headers = { "retry-after": String(1 + Math.floor(Math.random() * 5)) };
  return withHttpDetails(new ThrottlingError(`${message} Try again later.`), { headers });
}
