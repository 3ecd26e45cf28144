/** Turns in a row without a commit of another process after which this process counts as the only writer. */
const turnsAlone = 16;

/**
 * Whether other processes write, as the versions between this process's commits show. A turn is one time that this process holds the
 * write lease, or one commit where there is no lease: between two turns, a process that waits can commit. Nothing depends on it but
 * the rate: Lance compares in any case.
 */
export class OtherWriters {
  #areKnown = false;
  #turns = 0;
  /** The version that the last commit of this process made; before it, the first version that was read. */
  #last: number | undefined;

  /** Whether another process has committed lately. */
  get areKnown(): boolean {
    return this.#areKnown;
  }

  /** Whether none has committed for so many turns that none is expected to. False for a process that has just begun to commit. */
  get areAbsent(): boolean {
    return this.#turns >= turnsAlone;
  }

  noteTurn(): void {
    this.#turns++;
    if (this.areAbsent) this.#areKnown = false;
  }

  noteRead(version: number): void {
    this.#last ??= version;
  }

  /** @param version that a commit of this process made */
  noteOwnCommit(version: number): void {
    if (this.#last !== undefined && version !== this.#last + 1) {
      this.#areKnown = true;
      this.#turns = 0;
    }
    this.#last = version;
  }
}
