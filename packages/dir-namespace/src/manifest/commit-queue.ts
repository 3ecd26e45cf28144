import { setImmediate as nextTick } from "node:timers/promises";
import type { CommitEffect } from "../model/effect.ts";
import { GroupCommit } from "../model/group-commit.ts";
import type { Snapshot } from "../model/snapshot.ts";

export interface Committed {
  /** Exactly the version that the commit made; the latest one if the effect changed nothing. */
  readonly snapshot: Snapshot;
  /** Rows that the effect changed. */
  readonly count: number;
}

/** Commits a group of effects. Resolves with the outcome of each, in their order; a rejection applies to all of them. */
export type CommitGroup = (
  effects: readonly CommitEffect[],
) => Promise<readonly PromiseSettledResult<Committed>[]>;

interface Waiting {
  readonly effect: CommitEffect;
  readonly addedAt: number;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (reason: unknown) => void;
}

/** Maximum number of effects in one commit. More take longer than two commits. */
const maxEffects = 256;
/** Maximum time (ms) that cleanup is deferred in favor of foreground commits. Other clients see an intent for as long. */
const maxDeferralMs = 1000;

/**
 * Makes commits one after the other. Effects that are added during a commit share the next one where `GroupCommit` allows it.
 * Cleanup, for which no caller waits, is deferred for a while, so that much of it shares one commit.
 */
export class CommitQueue {
  readonly #commit: CommitGroup;
  readonly #waitForCallers: () => Promise<void>;
  readonly #isForeground: Waiting[] = [];
  readonly #cleanup: Waiting[] = [];
  #busy = false;

  /** @param waitForCallers waits for callers that are about to add an effect */
  constructor(commit: CommitGroup, waitForCallers: () => Promise<void>) {
    this.#commit = commit;
    this.#waitForCallers = waitForCallers;
  }

  /** @param isForeground whether a caller waits for it */
  add(effect: CommitEffect, isForeground: boolean): Promise<Committed> {
    return new Promise((resolve, reject) => {
      (isForeground ? this.#isForeground : this.#cleanup).push({
        effect,
        addedAt: performance.now(),
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

  /** Whether cleanup goes first: it was deferred for the maximum time, or there is enough of it to fill a commit. */
  #isCleanupDue(): boolean {
    const [oldest] = this.#cleanup;
    if (oldest === undefined) return false;
    return this.#cleanup.length >= maxEffects || performance.now() - oldest.addedAt >= maxDeferralMs;
  }

  async #commitNext(): Promise<void> {
    // Callers whose commit just ended add their next effect in the same tick. Without this wait they would miss every second commit.
    await nextTick();
    await this.#waitForCallers();
    const batch = this.#take(
      this.#isForeground.length === 0 || this.#isCleanupDue() ? this.#cleanup : this.#isForeground,
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

  /** Takes the oldest effect of a list, and all others that may share its commit. */
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
