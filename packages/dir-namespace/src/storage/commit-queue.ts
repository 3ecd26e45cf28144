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
  readonly since: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (reason: unknown) => void;
}

/** Steps in one commit. More take longer than two commits. */
const most = 256;
/** Milliseconds for which tidying lets those go first for whom somebody waits: other clients see a mark for as long. */
const patience = 1000;

/**
 * Makes commits one after the other; the steps that come while one is under way share the next as far as they may.
 * Tidying, for which nobody waits, lets the others go first for a while, so that much of it can share one commit.
 */
export class CommitQueue {
  readonly #commit: Commit;
  readonly #gather: () => Promise<void>;
  readonly #urgent: Waiting[] = [];
  readonly #tidying: Waiting[] = [];
  #busy = false;

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
        since: performance.now(),
        resolve,
        reject,
      });
      this.#advance();
    });
  }

  #advance(): void {
    if (this.#busy || this.#urgent.length + this.#tidying.length === 0) return;
    this.#busy = true;
    void this.#commitNext().finally(() => {
      this.#busy = false;
      this.#advance();
    });
  }

  /** Whether tidying goes first: it has waited for long, or there is more of it than goes into one commit. */
  #isTidyingDue(): boolean {
    const [oldest] = this.#tidying;
    if (oldest === undefined) return false;
    return this.#tidying.length >= most || performance.now() - oldest.since >= patience;
  }

  async #commitNext(): Promise<void> {
    // Callers that were just answered come back at once with their next step; without this they would miss every second
    // commit.
    await turn();
    await this.#gather();
    const batch = this.#take(
      this.#urgent.length === 0 || this.#isTidyingDue() ? this.#tidying : this.#urgent,
    );
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
  }

  /** The longest waiting one of a list, and all that may share its commit. */
  #take(first: readonly Waiting[]): Waiting[] {
    const shared = new SharedCommit();
    const taken = new Set<Waiting>();
    for (const waiting of [...first, ...this.#urgent, ...this.#tidying]) {
      if (taken.size < most && !taken.has(waiting) && shared.add(waiting.step)) taken.add(waiting);
    }
    for (const list of [this.#urgent, this.#tidying]) {
      list.splice(0, list.length, ...list.filter((waiting) => !taken.has(waiting)));
    }
    return [...taken];
  }
}
