import { ThrottlingError } from "@lancetree/core";
import type { RowCallLimits } from "../handler-options.ts";
import { withHttpDetails } from "../http-errors.ts";

/** A call's turn, until it ends. */
export interface Turn {
  /** The server waits for the caller: to take more of an answer, to send more of a body. */
  waitsForCaller(): void;
  /** It waits no longer. */
  goesOn(): void;
  /** Aborted when the server took the turn away from a caller who let it wait, and gives it to another. */
  readonly taken: AbortSignal;
  /**
   * Gives the turn back.
   *
   * @param isBroken - what worked for the call ends a moment later, and so does the turn
   */
  end(isBroken: boolean): void;
}

/** Lets calls with rows work in turns, because each holds much memory until its caller has taken, or sent, all. */
export interface Turns {
  /**
   * Waits for a turn.
   *
   * Rejects with ThrottlingError (21, HTTP 429) where there is none in time, with the signal's reason when it is aborted.
   */
  take(caller: string, signal: AbortSignal): Promise<Turn>;
}

/** A caller who lets the server wait for so long loses its turn when another one waits for it. */
const patienceMs = 5_000;
const longestWaitMs = 15_000;
const mostWaiting = 256;
/** What LanceDB does for a call that broke off ends in about that time. */
const afterwardsMs = 1_000;

interface Held {
  readonly caller: string;
  readonly controller: AbortController;
  waitingSince: number | undefined;
}

interface Waiter {
  readonly caller: string;
  readonly begin: () => void;
}

export function createTurns({ most, mostOfCaller }: RowCallLimits): Turns {
  const held = new Set<Held>();
  // Those who have waited for longest come first.
  const waiters = new Set<Waiter>();
  let timer: ReturnType<typeof setInterval> | undefined;
  const heldBy = (caller: string): number => [...held].filter((turn) => turn.caller === caller).length;
  const mayBegin = (caller: string): boolean => held.size < most && heldBy(caller) < mostOfCaller;
  /** The callers who have fewest turns come first. */
  const serve = (): void => {
    while (held.size < most) {
      let next: Waiter | undefined;
      for (const waiter of waiters) {
        if (!mayBegin(waiter.caller)) continue;
        if (next === undefined || heldBy(waiter.caller) < heldBy(next.caller)) next = waiter;
      }
      if (next === undefined) break;
      waiters.delete(next);
      next.begin();
    }
    if (waiters.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  /** For each who waits, one who lets the server wait loses its turn: of the caller who has most, the one that waited for longest. */
  const makeRoom = (): void => {
    const long = performance.now() - patienceMs;
    for (const { caller } of waiters) {
      const isFull = held.size >= most;
      const idle = [...held].filter(
        (turn) =>
          (turn.waitingSince ?? Number.POSITIVE_INFINITY) <= long &&
          !turn.controller.signal.aborted &&
          (isFull || turn.caller === caller),
      );
      const [loser] = idle.toSorted(
        (one, other) =>
          heldBy(other.caller) - heldBy(one.caller) || (one.waitingSince ?? 0) - (other.waitingSince ?? 0),
      );
      loser?.controller.abort(tooMany("Others wait, and the caller let this call wait."));
    }
  };
  const begin = (caller: string): Turn => {
    const turn: Held = { caller, controller: new AbortController(), waitingSince: undefined };
    held.add(turn);
    const free = (): void => {
      if (held.delete(turn)) serve();
    };
    return {
      waitsForCaller() {
        turn.waitingSince ??= performance.now();
      },
      goesOn() {
        turn.waitingSince = undefined;
      },
      taken: turn.controller.signal,
      end(isBroken) {
        turn.waitingSince = undefined;
        if (isBroken) setTimeout(free, afterwardsMs);
        else free();
      },
    };
  };
  return {
    async take(caller, signal) {
      signal.throwIfAborted();
      if (waiters.size === 0 && mayBegin(caller)) return begin(caller);
      if (waiters.size >= mostWaiting) throw tooMany("Too many calls with rows are under way.");
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          caller,
          begin() {
            stop();
            resolve(begin(caller));
          },
        };
        const leave = (): void => {
          stop();
          reject(signal.reason);
        };
        const late = setTimeout(() => {
          stop();
          const mine = heldBy(caller) >= mostOfCaller;
          reject(tooMany(`Too many calls with rows ${mine ? "of this caller " : ""}are under way.`));
        }, longestWaitMs);
        const stop = (): void => {
          clearTimeout(late);
          signal.removeEventListener("abort", leave);
          waiters.delete(waiter);
        };
        waiters.add(waiter);
        signal.addEventListener("abort", leave);
        timer ??= setInterval(makeRoom, 250);
        serve();
        makeRoom();
      });
    },
  };
}

/** Nothing was done. Those who were refused together do not come back together. */
function tooMany(message: string): ThrottlingError {
  const headers = { "retry-after": String(1 + Math.floor(Math.random() * 5)) };
  return withHttpDetails(new ThrottlingError(`${message} Try again later.`), { headers });
}
