import { setTimeout as sleep } from "node:timers/promises";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { ObjectFolder } from "../../src/folders/object-folder.ts";
import { EffectInterpreter } from "../../src/interpreter.ts";
import { Manifest } from "../../src/manifest/manifest.ts";
import type { Effect, Operation, Reply } from "../../src/model/effect.ts";
import { recover } from "../../src/operations/recover.ts";
import type { Run } from "./event-log.ts";
import type { Random } from "./random.ts";
import { replaceMethod } from "./replace-method.ts";
import { type Safeguard, withoutSafeguards } from "./safeguards.ts";

export interface Observer {
  /** A storage call is about to begin. */
  call(run: Run, effect: Effect["effect"]): void;
  /** The last storage call of a run has returned. */
  end(run: Run): void;
}

/**
 * Shows each storage call of the operations in this process before it happens, and leaves out safeguards.
 * @param observer makes the observer of one run
 */
export function observeRuns(observer: () => Observer, without: ReadonlySet<Safeguard>): void {
  replaceMethod(EffectInterpreter.prototype, "run", (run, [operation, ...rest]) => {
    const kind = operation instanceof recover ? "recovery" : "change";
    return run(
      observe(withoutSafeguards(operation as Operation<unknown>, without), kind, observer()),
      ...rest,
    );
  });
}

/** Makes storage slow at times, as a busy disk does: what then can come between two calls does come. */
export function slowStorage(random: Random): void {
  const pause = async (): Promise<void> => {
    const luck = random.fraction();
    if (luck < 0.12) await sleep(random.fraction() * 25);
    else if (luck < 0.14) await sleep(120);
    else if (luck < 0.143) await sleep(700);
  };
  const pauseBefore = async (method: Method, values: readonly unknown[]): Promise<unknown> => {
    await pause();
    return method(...values);
  };
  for (const name of ["commit", "latest"] as const) replaceMethod(Manifest.prototype, name, pauseBefore);
  for (const name of ["retireName", "setHidden"] as const)
    replaceMethod(ObjectFolder.prototype, name, pauseBefore);
  for (const name of ["status", "move", "discard"] as const) {
    replaceMethod(LocalFolder.prototype, name, pauseBefore);
    replaceMethod(ObjectFolder.prototype, name, pauseBefore);
  }
}

type Method = (...values: readonly unknown[]) => unknown;

function* observe<T>(operation: Operation<T>, run: Run, observer: Observer): Operation<T> {
  try {
    let next = operation.next();
    while (!next.done) {
      observer.call(run, next.value.effect);
      let reply: Reply;
      try {
        reply = yield next.value;
      } catch (error) {
        next = operation.throw(error);
        continue;
      }
      next = operation.next(reply);
    }
    return next.value;
  } finally {
    observer.end(run);
  }
}
