import { ThrottlingError } from "@lancetree/core";
import { withHttpDetails } from "../http-errors.ts";

/** The maximum number of transfers at the same time. */
export interface TransferLimits {
  /**
   * Transfers of all callers together. Further transfers wait; one that has waited for 15 s rejects with Throttling
   * (21, HTTP 429). While transfers wait, the server ends a running one that has waited for its caller for 5 s in total;
   * each 64 KiB that the caller reads or sends make up for a second.
   */
  readonly max: number;
  /**
   * Transfers of one caller: an identity, or a network if the server does not authenticate. The fewer transfers are
   * free, the fewer one caller may have, so that a new caller need not wait. A caller may use all that are free if at
   * most one in a hundred of its latest transfers was aborted or kept the server waiting for a second.
   */
  readonly maxPerCaller: number;
}

/** The right to run, until it is released. */
export interface Slot {
  /** The server waits for the caller, to receive more of the response or to send more of the body. */
  pause(): void;
  /** The server no longer waits for the caller, which has received or sent this many bytes. */
  resume(bytes: number): void;
  /** Aborted when the limiter gives the slot of a waiting server to another caller. */
  readonly revoked: AbortSignal;
  /**
   * Returns the slot.
   *
   * @param isAborted - the call was aborted: its work ends a moment later. Until then, others may use the slot. Its caller may do so later:
   * the longer, the longer the server worked for the call
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

/** A slot is slow when it has waited for its caller for this long, or when its call was aborted. */
const slowMs = 1_000;
/** A caller is prompt when at most one in this many of its slots was slow: one of many clients may stop for a moment. */
const promptShare = 100;
/** Slots that were returned count half after this time. */
const halfLifeMs = 20_000;
/** For this long after its latest slot was returned, it counts whether a caller is prompt. */
const rememberedMs = 60_000;
/** A slot that has waited for its caller for this long may be revoked. */
const maxIdleMs = 5_000;
/** With each of these bytes a slot has waited for a second less, so that a caller does not keep it with a byte at a time. */
const bytesPerSecond = 65_536;
const maxQueueMs = 15_000;
const maxQueued = 256;
/** LanceDB's work for an aborted call ends in about this time. */
const abortMs = 1_000;
/**
 * A caller who aborts long calls again and again keeps a processor busy for at most one in this many seconds, with all of its slots together.
 * One who aborts short calls, as a search with each key typed, hardly waits.
 */
const restTimes = 10;
const maxRestMs = 10_000;

interface HeldSlot {
  readonly caller: string;
  readonly controller: AbortController;
  idleSince: number | undefined;
  /** Milliseconds for which it has waited before. */
  earlierMs: number;
  readonly startedAt: number;
  /** Milliseconds for which it has waited in all, without the present wait. */
  idleMs: number;
  /** Its call was aborted, and LanceDB still works for it. */
  isEnding: boolean;
}

/** The slots that a caller has returned, the latest at `at`. */
interface Conduct {
  readonly prompt: number;
  readonly slow: number;
  readonly at: number;
}

interface Waiter {
  readonly caller: string;
  readonly start: () => void;
  readonly reject: (error: unknown) => void;
}

/** Creates a limiter without any slot taken. */
export function createConcurrencyLimiter({ max, maxPerCaller }: TransferLimits): ConcurrencyLimiter {
  const held = new Set<HeldSlot>();
  // The aborted slots that still count for their callers, held or not.
  const resting = new Set<{ readonly caller: string; readonly until: number }>();
  // In the order of arrival.
  const waiters = new Set<Waiter>();
  let timer: ReturnType<typeof setInterval> | undefined;
  // The caller whose slot was returned last comes last.
  const conducts = new Map<string, Conduct>();
  /** The number of slots that count for each caller. Those that a prompt one aborted do not: they are few among many. */
  const countSlots = (): Map<string, number> => {
    const now = performance.now();
    const counts = new Map<string, number>();
    const count = (caller: string): void => void counts.set(caller, (counts.get(caller) ?? 0) + 1);
    for (const { caller, isEnding } of held) if (!isEnding) count(caller);
    for (const slot of resting) {
      if (slot.until <= now) resting.delete(slot);
      else if (!isPrompt(slot.caller)) count(slot.caller);
    }
    return counts;
  };
  /** Aborted calls may use as much memory again, so that callers who abort theirs do not keep others waiting. */
  const freeSlots = (): number => {
    let ending = 0;
    for (const { isEnding } of held) if (isEnding) ending++;
    return Math.min(max - (held.size - ending), 2 * max - held.size);
  };
  const remember = (caller: string, isSlow: boolean): void => {
    const now = performance.now();
    const { prompt, slow, at } = conducts.get(caller) ?? { prompt: 0, slow: 0, at: now };
    const left = 0.5 ** ((now - at) / halfLifeMs);
    conducts.delete(caller);
    conducts.set(caller, {
      prompt: prompt * left + (isSlow ? 0 : 1),
      slow: slow * left + (isSlow ? 1 : 0),
      at: now,
    });
    for (const [name, { at: latest }] of conducts) {
      if (latest > now - rememberedMs) break;
      conducts.delete(name);
    }
  };
  const isPrompt = (caller: string): boolean => {
    const conduct = conducts.get(caller);
    if (conduct === undefined || conduct.at <= performance.now() - rememberedMs) return false;
    return conduct.prompt > 0 && conduct.slow * promptShare <= conduct.prompt;
  };
  const slowHeldBy = (caller: string): number =>
    [...held].filter((slot) => slot.caller === caller && waitedMs(slot) >= slowMs).length;
  /** A caller leaves room for others; a prompt one does so with its slow slots only. */
  const mayStart = (caller: string, own = 0): boolean => {
    const free = freeSlots();
    if (free <= 0 || own >= maxPerCaller) return false;
    const counted = isPrompt(caller) ? slowHeldBy(caller) : own;
    return counted * (max - maxPerCaller) < free * maxPerCaller;
  };
  /** Gives free slots to waiters; callers with the fewest slots come first. */
  const dispatch = (): void => {
    while (waiters.size > 0 && freeSlots() > 0) {
      const counts = countSlots();
      const callers = [...new Set([...waiters].map(({ caller }) => caller))];
      const [first] = callers
        .filter((caller) => mayStart(caller, counts.get(caller)))
        .toSorted((one, other) => (counts.get(one) ?? 0) - (counts.get(other) ?? 0));
      const next = [...waiters].find(({ caller }) => caller === first);
      if (next === undefined) break;
      waiters.delete(next);
      next.start();
    }
    if (waiters.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  /** Revokes a slot that has waited for long for each waiter who may have another one: first of the caller with the most slots. */
  const revokeIdle = (): void => {
    for (const { caller } of waiters) {
      const own = countSlots().get(caller) ?? 0;
      const running = [...held].filter(({ isEnding }) => !isEnding);
      const kept = running.filter(({ controller }) => !controller.signal.aborted);
      const keptBy = (other: string): number => kept.filter((slot) => slot.caller === other).length;
      const isShort = own + running.length - kept.length < maxPerCaller;
      const isOwed = isShort && freeSlots() <= 0 && (own === 0 || isPrompt(caller));
      const [revoked] = kept
        .filter((slot) => slot.idleSince !== undefined && waitedMs(slot) >= maxIdleMs)
        .filter((slot) => slot.caller === caller || isOwed || (isShort && keptBy(slot.caller) > own + 1))
        .toSorted(
          (one, other) => keptBy(other.caller) - keptBy(one.caller) || waitedMs(other) - waitedMs(one),
        );
      revoked?.controller.abort(
        throttled("The caller kept the server waiting while other calls were queued."),
      );
    }
  };
  /** Rejects the newest waiter of the caller with the most waiters. A prompt caller loses one only when all are prompt. */
  const rejectNewest = (): void => {
    const others = new Set([...waiters].map(({ caller }) => caller).filter((caller) => !isPrompt(caller)));
    const queued = new Map<string, number>();
    for (const { caller } of waiters) {
      if (others.size === 0 || others.has(caller)) queued.set(caller, (queued.get(caller) ?? 0) + 1);
    }
    const longestQueue = Math.max(...queued.values());
    const newest = [...waiters].findLast(({ caller }) => queued.get(caller) === longestQueue);
    newest?.reject(throttled("Too many queries and uploads of this caller are queued."));
  };
  const restMs = (slot: HeldSlot): number => {
    // Where one caller may use all slots, it may stand for many clients: it does not have to leave room.
    if (maxPerCaller >= max) return abortMs;
    const busyMs = performance.now() - slot.startedAt - slot.idleMs - presentWaitMs(slot);
    return Math.min(maxRestMs, Math.max(abortMs, busyMs * restTimes * maxPerCaller));
  };
  const start = (caller: string): Slot => {
    const slot: HeldSlot = {
      caller,
      controller: new AbortController(),
      idleSince: undefined,
      earlierMs: 0,
      startedAt: performance.now(),
      idleMs: 0,
      isEnding: false,
    };
    held.add(slot);
    const free = (): void => {
      if (held.delete(slot)) dispatch();
    };
    return {
      pause() {
        slot.idleSince ??= performance.now();
      },
      resume(bytes) {
        slot.earlierMs = Math.max(0, waitedMs(slot) - (bytes / bytesPerSecond) * 1_000);
        slot.idleMs += presentWaitMs(slot);
        slot.idleSince = undefined;
      },
      revoked: slot.controller.signal,
      release(isAborted) {
        remember(caller, isAborted || waitedMs(slot) >= slowMs);
        if (isAborted) resting.add({ caller, until: performance.now() + restMs(slot) });
        slot.idleSince = undefined;
        if (!isAborted) return free();
        slot.isEnding = true;
        setTimeout(free, abortMs);
        dispatch();
      },
    };
  };
  return {
    async acquire(caller, signal) {
      signal.throwIfAborted();
      if (waiters.size === 0 && mayStart(caller, countSlots().get(caller))) return start(caller);
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
          const ofCaller = freeSlots() > 0 ? " of this caller" : "";
          waiter.reject(throttled(`Too many queries and uploads${ofCaller} are in progress.`));
        }, maxQueueMs);
        const stop = (): void => {
          clearTimeout(timeout);
          signal.removeEventListener("abort", onAbort);
          waiters.delete(waiter);
        };
        waiters.add(waiter);
        signal.addEventListener("abort", onAbort);
        timer ??= setInterval(() => {
          dispatch();
          revokeIdle();
        }, 250);
        dispatch();
        revokeIdle();
        if (waiters.size > maxQueued) rejectNewest();
      });
    },
  };
}

/** Milliseconds for which a slot has waited for its caller, less those that the bytes of its caller made up for. */
function waitedMs(slot: HeldSlot): number {
  return slot.earlierMs + presentWaitMs(slot);
}

function presentWaitMs({ idleSince }: HeldSlot): number {
  return idleSince === undefined ? 0 : performance.now() - idleSince;
}

/** The call had no effect. A random delay keeps callers from retrying at the same time. */
function throttled(message: string): ThrottlingError {
  const headers = { "retry-after": String(1 + Math.floor(Math.random() * 5)) };
  return withHttpDetails(new ThrottlingError(`${message} Try again later.`), { headers });
}
