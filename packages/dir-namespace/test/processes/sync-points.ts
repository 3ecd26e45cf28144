import { replaceMethod } from "./replace-method.ts";

export interface SyncPoint {
  /** Resolves when a call has arrived and waits. */
  readonly reached: Promise<void>;
  open(): void;
}

/** Lets a test hold up the next call of a method and do other things before it goes on. */
export class SyncPoints {
  readonly #closed = new Map<string, { arrive: () => void; opened: Promise<void> }>();
  readonly #all: (() => void)[] = [];

  install<Instance extends object>(prototype: Instance, names: readonly (keyof Instance & string)[]): void {
    for (const name of names) {
      replaceMethod(prototype, name, async (method, values) => {
        await this.#pass(name);
        const result = await method(...values);
        await this.#pass(`after ${name}`);
        return result;
      });
    }
  }

  /** The next call of the method waits, or with "after <method>" its return; later ones do not. */
  hold(name: string): SyncPoint {
    const { promise: reached, resolve: arrive } = deferred();
    const { promise: opened, resolve: open } = deferred();
    this.#closed.set(name, { arrive, opened });
    this.#all.push(open);
    return { reached, open };
  }

  async #pass(name: string): Promise<void> {
    const syncPoint = this.#closed.get(name);
    this.#closed.delete(name);
    syncPoint?.arrive();
    await syncPoint?.opened;
  }

  openAll(): void {
    this.#closed.clear();
    for (const open of this.#all.splice(0)) open();
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
