import { setImmediate as turn } from "node:timers/promises";
import type { CommitEffect } from "../model/effect.ts";
import { GroupCommit } from "../model/group-commit.ts";
import type { Snapshot } from "../model/snapshot.ts";

export interface Committed {
  /** Exactly the version that the commit made; the latest one if the step changed nothing. */
  readonly snapshot: Snapshot;
  /** Rows that the step changed. */
  readonly count: number;
}

/** Commits steps that may share a commit, and says what became of each, in their order. A rejection is everybody's. */
export type CommitGroup = (
  effects: readonly CommitEffect[],
) => Promise<readonly PromiseSettledResult<Committed>[]>;

interface Waiting {
  readonly effect: CommitEffect;
  readonly since: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (reason: unknown) => void;
}

/** Steps in one commit. More take longer than two commits. */
const maxEffects = 256;
/** Milliseconds for which tidying lets those go first for whom somebody waits: other clients see a mark for as long. */
const maxDeferralMs = 1000;

/**
 * Makes commits one after the other; the steps that come while one is under way share the next as far as they may.
 * Tidying, for which nobody waits, lets the others go first for a while, so that much of it can share one commit.
 */
export class CommitQueue {
  readonly #commit: CommitGroup;
  readonly #waitForCallers: () => Promise<void>;
  readonly #isForeground: Waiting[] = [];
  readonly #cleanup: Waiting[] = [];
  #busy = false;

  /** @param gather waits for those who are about to bring a step */
  constructor(commit: CommitGroup, waitForCallers: () => Promise<void>) {
    this.#commit = commit;
    this.#waitForCallers = waitForCallers;
  }

  /** @param urgent whether somebody waits for it */
  add(effect: CommitEffect, isForeground: boolean): Promise<Committed> {
    return new Promise((resolve, reject) => {
      (isForeground ? this.#isForeground : this.#cleanup).push({
        effect,
        since: performance.now(),
        resolve,
        reject,
      });
      this.#advance();
    });
  }

  #advance(): void {
    if (this.#busy || this.#isForeground.length + this.#cleanup.length === 0) return;
    this.#busy = true;
    void this.#commitNext().finally(() => {
      this.#busy = false;
      this.#advance();
    });
  }

  /** Whether tidying goes first: it has waited for long, or there is more of it than goes into one commit. */
  #isTidyingDue(): boolean {
    const [oldest] = this.#cleanup;
    if (oldest === undefined) return false;
    return this.#cleanup.length >= maxEffects || performance.now() - oldest.since >= maxDeferralMs;
  }

  async #commitNext(): Promise<void> {
    // Callers that were just answered come back at once with their next step; without this they would miss every second
    // commit.
    await turn();
    await this.#waitForCallers();
    const batch = this.#take(
      this.#isForeground.length === 0 || this.#isTidyingDue() ? this.#cleanup : this.#isForeground,
    );
    try {
      const outcomes = await this.#commit(batch.map(({ effect }) => effect));
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
    const shared = new GroupCommit();
    const taken = new Set<Waiting>();
    for (const waiting of [...first, ...this.#isForeground, ...this.#cleanup]) {
      if (taken.size < maxEffects && !taken.has(waiting) && shared.add(waiting.effect)) taken.add(waiting);
    }
    for (const list of [this.#isForeground, this.#cleanup]) {
      list.splice(0, list.length, ...list.filter((waiting) => !taken.has(waiting)));
    }
    return [...taken];
  }
}
