import { setImmediate as turn } from "node:timers/promises";
import { SharedCommit } from "../protocol/shared-commit.ts";
import type { Snapshot } from "../protocol/snapshot.ts";
import type { CommitStep } from "../protocol/step.ts";

export interface Committed {
  /** Exactly the version that the commit made; the latest one if the step changed nothing. */
  readonly snapshot: Snapshot;
  /** Rows that the step changed. */
  readonly count: number;
}

/** Commits steps that may share a commit, and says what became of each, in their order. A rejection is everybody's. */
export type Commit = (steps: readonly CommitStep[]) => Promise<readonly PromiseSettledResult<Committed>[]>;

interface Waiting {
  readonly step: CommitStep;
  readonly urgent: boolean;
  readonly since: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (reason: unknown) => void;
}

/** Steps in one commit. More take longer than two commits. */
const MOST = 256;
/** Tidying waits until nobody else has come for so many milliseconds: at none it only lets those go first who wait, */
const IDLE = 0;
/** or until it has waited so many: other clients see a mark for as long. */
const PATIENCE = 200;

/**
 * Makes commits one after the other; the steps that come while one is under way share the next as far as they may.
 * Tidying, for which nobody waits, is put off until much of it can share one commit.
 */
export class CommitQueue {
  readonly #commit: Commit;
  readonly #gather: () => Promise<void>;
  readonly #urgent: Waiting[] = [];
  readonly #tidying: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #hurried = false;
  #idleSince = Number.NEGATIVE_INFINITY;

  /** @param gather waits for those who are about to bring a step */
  constructor(commit: Commit, gather: () => Promise<void>) {
    this.#commit = commit;
    this.#gather = gather;
  }

  /** @param urgent whether somebody waits for it */
  add(step: CommitStep, urgent: boolean): Promise<Committed> {
    return new Promise((resolve, reject) => {
      (urgent ? this.#urgent : this.#tidying).push({
        step,
        urgent,
        since: performance.now(),
        resolve,
        reject,
      });
      this.#advance();
    });
  }

  /** From now on nothing is put off. */
  hurry(): void {
    this.#hurried = true;
    this.#advance();
  }

  #advance(): void {
    if (this.#busy) return;
    clearTimeout(this.#timer);
    const delay = this.#delay();
    if (delay === undefined) return;
    if (delay > 0) {
      this.#timer = setTimeout(() => this.#advance(), delay);
      return;
    }
    this.#busy = true;
    void this.#commitNext().finally(() => {
      this.#busy = false;
      this.#advance();
    });
  }

  /** Milliseconds until there is something to do; undefined: nothing waits. */
  #delay(): number | undefined {
    if (this.#urgent.length > 0) return 0;
    return this.#tidying.length === 0
      ? undefined
      : Math.min(this.#patience(), Math.ceil(this.#idleSince + IDLE - performance.now()));
  }

  /** Milliseconds for which tidying can be put off. */
  #patience(): number {
    const [oldest] = this.#tidying;
    if (oldest === undefined) return Number.POSITIVE_INFINITY;
    if (this.#hurried || this.#tidying.length >= MOST) return 0;
    return Math.ceil(oldest.since + PATIENCE - performance.now());
  }

  async #commitNext(): Promise<void> {
    // Callers that were just answered come back at once with their next step; without this they would miss every second
    // commit.
    await turn();
    await this.#gather();
    const due = this.#patience() <= 0 ? this.#tidying : this.#urgent;
    const batch = this.#take(due.length > 0 ? due : this.#tidying);
    const isAwaited = this.#urgent.length > 0 || batch.some(({ urgent }) => urgent);
    try {
      const outcomes = await this.#commit(batch.map(({ step }) => step));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome?.status === "fulfilled") resolve(outcome.value);
        else reject(outcome?.reason);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    // Whoever was answered now may come back with more.
    if (isAwaited) this.#idleSince = performance.now();
  }

  /** The longest waiting one of a list, and all that may share its commit. */
  #take(first: readonly Waiting[]): Waiting[] {
    const shared = new SharedCommit();
    const taken = new Set<Waiting>();
    for (const waiting of [...first, ...this.#urgent, ...this.#tidying]) {
      if (taken.size < MOST && !taken.has(waiting) && shared.add(waiting.step)) taken.add(waiting);
    }
    for (const list of [this.#urgent, this.#tidying]) {
      list.splice(0, list.length, ...list.filter((waiting) => !taken.has(waiting)));
    }
    return [...taken];
  }
}
