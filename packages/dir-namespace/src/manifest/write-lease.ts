import { open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { boundedAttempts } from "../model/attempts.ts";

/** Milliseconds for which a process that goes on committing keeps its turn: whoever comes next first reads what others did. */
const leaseMs = 250;
/** Milliseconds after a commit in which the next one keeps the turn. */
const lingerMs = 6;
/** Milliseconds between the first looks whether a turn has come. */
const pollMs = 10;
/** Milliseconds after which a turn counts as that of a dead process. */
const leaseTtlMs = 1000;
/** Milliseconds and looks after which a process goes on without its turn: it is advice only. */
const maxWaitMs = 30_000;
const maxPolls = 100_000;

/**
 * Lets processes that commit at the same time take turns, by a file that stands for the turn. It is advice, not protection:
 * Lance compares anyway, and where no such file can be made or removed nobody waits. But Lance does twice what two do at once, and
 * whoever loses to others several times in a row is made to wait for many seconds, while they go on.
 */
export class WriteLease {
  readonly #place: LeaseFile;
  /** Since when this process has its turn. */
  #since: number | undefined;
  #leaving: NodeJS.Timeout | undefined;
  /** Settles once the turn that was left last is free. */
  #left: Promise<void> = Promise.resolve();

  /** @param path the file's */
  constructor(path: string) {
    this.#place = new LeaseFile(path);
  }

  /**
   * For one task at a time.
   * @param hasOthers whether anybody is known to want a turn; else this process keeps its own for as long as it goes on
   */
  async run<T>(task: () => Promise<T>, hasOthers = true): Promise<T> {
    clearTimeout(this.#leaving);
    if (this.#since === undefined) {
      await this.#take();
    } else if (hasOthers && performance.now() - this.#since > leaseMs) {
      await this.#leave();
      // So long that whoever waits is faster.
      await sleep(2 * pollMs);
      await this.#take();
    }
    try {
      return await task();
    } finally {
      this.#leaving = setTimeout(() => void this.#leave(), lingerMs);
    }
  }

  async #take(): Promise<void> {
    const asked = performance.now();
    for (const more = boundedAttempts(maxPolls, maxWaitMs); more(); ) {
      if (await this.#place.take()) break;
      // Whoever has waited for longer looks more often.
      const patience = pollMs / (1 + ((performance.now() - asked) / leaseMs) ** 2);
      await sleep(patience * (0.5 + Math.random()));
    }
    this.#since = performance.now();
  }

  /** Leaves the turn at once, if this process has it. */
  async release(): Promise<void> {
    clearTimeout(this.#leaving);
    await (this.#since === undefined ? this.#left : this.#leave());
  }

  #leave(): Promise<void> {
    this.#since = undefined;
    this.#left = this.#place.leave();
    return this.#left;
  }
}

class LeaseFile {
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
    return this.#isInTheWay();
  }

  async leave(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  /** Whether what stands there is a dead process's and cannot be taken away, as in a folder of another user. */
  async #isInTheWay(): Promise<boolean> {
    const made = await stat(this.#path).then(
      ({ ctimeMs }) => ctimeMs,
      () => undefined,
    );
    if (made !== this.#made) {
      this.#made = made;
      this.#seen = performance.now();
    }
    if (made === undefined || performance.now() - this.#seen <= leaseTtlMs) return false;
    return rm(this.#path, { force: true }).then(
      () => false,
      () => true,
    );
  }
}
