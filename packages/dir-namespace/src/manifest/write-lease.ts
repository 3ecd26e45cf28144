import { open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isSystemError } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";

/** Milliseconds for which a process that goes on committing keeps the lease. The next holder first reads what was committed. */
const leaseMs = 250;
/** Milliseconds after a commit before the lease is released, so that the next commit can keep it. */
const lingerMs = 6;
/** Milliseconds between the first attempts to take the lease. */
const pollMs = 10;
/** Milliseconds after which a lease expires: its process is taken to have ended. */
const leaseTtlMs = 1000;
/** Milliseconds and attempts after which a process goes on without the lease, which is advisory. */
const maxWaitMs = 30_000;
const maxPolls = 100_000;

/** How a lease measures its times and waits, in milliseconds. Tests need not wait. */
export interface LeaseClock {
  /** A monotonic clock. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const systemClock: LeaseClock = { now: () => performance.now(), sleep };

/**
 * An advisory lease, as a file, that lets processes commit one after the other. Correctness does not depend on it: Lance compares
 * anyway, and where the file cannot be created or removed no process waits. But Lance repeats a commit that conflicts, and makes a
 * writer that loses several times in a row wait for many seconds while others go on.
 */
export class WriteLease {
  readonly #file: LeaseFile;
  readonly #onTake: () => void;
  readonly #clock: LeaseClock;
  /** When this process took the lease; undefined if it does not hold it. */
  #takenAt: number | undefined;
  #releaseTimer: NodeJS.Timeout | undefined;
  /** Settles once the lease that was released last is free. */
  #released: Promise<void> = Promise.resolve();

  /**
   * @param path of the lease file
   * @param onTake called each time that the lease was taken
   */
  constructor(path: string, onTake: () => void = () => undefined, clock: LeaseClock = systemClock) {
    this.#onTake = onTake;
    this.#file = new LeaseFile(path, clock);
    this.#clock = clock;
  }

  /**
   * Runs a task while holding the lease. One task at a time.
   * @param hasOthers whether other processes are known to write; if not, this process keeps the lease while it goes on committing
   */
  async run<T>(task: () => Promise<T>, hasOthers = true): Promise<T> {
    clearTimeout(this.#releaseTimer);
    if (this.#takenAt === undefined) {
      await this.#take();
    } else if (hasOthers && this.#clock.now() - this.#takenAt > leaseMs) {
      await this.#releaseNow();
      // Long enough for a waiting process to take it.
      await this.#clock.sleep(2 * pollMs);
      await this.#take();
    }
    try {
      return await task();
    } finally {
      this.#releaseTimer = setTimeout(() => void this.#releaseNow(), lingerMs);
    }
  }

  async #take(): Promise<void> {
    const { now, sleep: wait } = this.#clock;
    const startedAt = now();
    for (const more = boundedAttempts(maxPolls, maxWaitMs); more(); ) {
      if (await this.#file.take()) break;
      // A process that has waited for longer tries more often.
      const delay = pollMs / (1 + ((now() - startedAt) / leaseMs) ** 2);
      await wait(delay * (0.5 + Math.random()));
    }
    this.#takenAt = now();
    this.#onTake();
  }

  /** Releases the lease at once, if this process holds it. */
  async release(): Promise<void> {
    clearTimeout(this.#releaseTimer);
    await (this.#takenAt === undefined ? this.#released : this.#releaseNow());
  }

  #releaseNow(): Promise<void> {
    this.#takenAt = undefined;
    this.#released = this.#file.remove();
    return this.#released;
  }
}

class LeaseFile {
  readonly #path: string;
  readonly #clock: LeaseClock;
  /** When the existing file was created, and when it was first seen. */
  #createdAt: number | undefined;
  #seenAt = 0;

  constructor(path: string, clock: LeaseClock) {
    this.#path = path;
    this.#clock = clock;
  }

  async take(): Promise<boolean> {
    try {
      await (await open(this.#path, "wx")).close();
      return true;
    } catch (error) {
      if (!(isSystemError(error) && error.code === "EEXIST")) return true;
    }
    return this.#isUnremovable();
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  /** Whether the existing file has expired and cannot be removed, for instance because another user owns the folder. */
  async #isUnremovable(): Promise<boolean> {
    const createdAt = await stat(this.#path).then(
      ({ ctimeMs }) => ctimeMs,
      () => undefined,
    );
    if (createdAt !== this.#createdAt) {
      this.#createdAt = createdAt;
      this.#seenAt = this.#clock.now();
    }
    if (createdAt === undefined || this.#clock.now() - this.#seenAt <= leaseTtlMs) return false;
    return rm(this.#path, { force: true }).then(
      () => false,
      () => true,
    );
  }
}
