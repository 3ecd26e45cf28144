import { setTimeout as sleep } from "node:timers/promises";
import { recover } from "../../src/protocol/finish.ts";
import type { Protocol, Reply, Step } from "../../src/protocol/step.ts";
import { LocalFolder } from "../../src/storage/local-folder.ts";
import { Manifest } from "../../src/storage/manifest.ts";
import { ObjectFolder } from "../../src/storage/object-folder.ts";
import { Runner } from "../../src/storage/runner.ts";
import type { Run } from "./journal.ts";
import { type Protection, withoutProtections } from "./protections.ts";
import type { Random } from "./random.ts";
import { replaceMethod } from "./replace-method.ts";

export interface Observer {
  /** A storage call is about to begin. */
  call(run: Run, step: Step["step"]): void;
  /** The last storage call of a run has returned. */
  end(run: Run): void;
}

/**
 * Shows each storage call of the operations in this process before it happens, and takes protections away.
 * @param observer makes the observer of one run
 */
export function observeRuns(observer: () => Observer, without: ReadonlySet<Protection>): void {
  replaceMethod(Runner.prototype, "run", (run, [protocol, ...rest]) => {
    const kind = protocol instanceof recover ? "recovery" : "change";
    return run(
      observe(withoutProtections(protocol as Protocol<unknown>, without), kind, observer()),
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
  for (const name of ["retire", "mark"] as const) replaceMethod(ObjectFolder.prototype, name, pauseBefore);
  for (const name of ["status", "move", "discard"] as const) {
    replaceMethod(LocalFolder.prototype, name, pauseBefore);
    replaceMethod(ObjectFolder.prototype, name, pauseBefore);
  }
}

type Method = (...values: readonly unknown[]) => unknown;

function* observe<T>(protocol: Protocol<T>, run: Run, observer: Observer): Protocol<T> {
  try {
    let next = protocol.next();
    while (!next.done) {
      observer.call(run, next.value.step);
      let reply: Reply;
      try {
        reply = yield next.value;
      } catch (error) {
        next = protocol.throw(error);
        continue;
      }
      next = protocol.next(reply);
    }
    return next.value;
  } finally {
    observer.end(run);
  }
}
