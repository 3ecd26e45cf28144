import { open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** So many processes commit at once: Lance puts what they do into an order soon, and two cores are busy. */
const PLACES = 2;
/** Milliseconds after which a place counts as that of a dead process. */
const LONGEST = 1000;

/**
 * Lets processes that commit at the same time take turns, by files that each stand for a place. It is advice, not protection:
 * Lance compares anyway, and where no such file can be made nobody waits. But whoever loses to others several times in a row
 * is made to wait for many seconds by Lance, while they go on.
 */
export class Turns {
  readonly #path: string;

  /** @param path how the names of the files begin */
  constructor(path: string) {
    this.#path = path;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    const places = Array.from({ length: PLACES }, (_, index) => new Place(`${this.#path}-${index}`));
    let taken = await firstTaken(places);
    while (taken === undefined) {
      await sleep(1 + Math.random() * 3);
      taken = await firstTaken(places);
    }
    try {
      return await task();
    } finally {
      await taken.leave();
    }
  }
}

async function firstTaken(places: readonly Place[]): Promise<Place | undefined> {
  for (const place of places) if (await place.take()) return place;
  return undefined;
}

class Place {
  readonly #path: string;
  /** When the file that stands there was made, and when it was first seen. */
  #made: number | undefined;
  #seen = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async take(): Promise<boolean> {
    try {
      await (await open(this.#path, "wx")).close();
      return true;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) return true;
    }
    await this.#forgetDead();
    return false;
  }

  async leave(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  async #forgetDead(): Promise<void> {
    const made = await stat(this.#path).then(
      ({ ctimeMs }) => ctimeMs,
      () => undefined,
    );
    if (made !== this.#made) {
      this.#made = made;
      this.#seen = performance.now();
    } else if (made !== undefined && performance.now() - this.#seen > LONGEST) {
      await this.leave();
    }
  }
}
