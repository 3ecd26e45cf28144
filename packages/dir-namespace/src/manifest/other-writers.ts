/** Rounds in a row without a commit of another process after which this process counts as the only writer. */
const roundsAlone = 16;

/**
 * Whether other processes write, as the versions between this process's commits show. A round is one time that this process holds the
 * write lease, or one commit where there is no lease: between two rounds, a process that waits can commit. Nothing depends on it but
 * the rate: Lance compares in any case.
 */
export class OtherWriters {
  #areKnown = false;
  #rounds = 0;
  /** The version that the last commit of this process made; before it, the first version that was read. */
  #last: number | undefined;

  /** Whether another process has committed lately. */
  get areKnown(): boolean {
    return this.#areKnown;
  }

  /** Whether this process counts as the only writer. False for one that has just begun to commit. */
  get areAbsent(): boolean {
    return this.#rounds >= roundsAlone;
  }

  noteRound(): void {
    this.#rounds++;
    if (this.areAbsent) this.#areKnown = false;
  }

  noteRead(version: number): void {
    this.#last ??= version;
  }

  /** @param version that a commit of this process made */
  noteOwnCommit(version: number): void {
    if (this.#last !== undefined && version !== this.#last + 1) {
      this.#areKnown = true;
      this.#rounds = 0;
    }
    this.#last = version;
  }
}
