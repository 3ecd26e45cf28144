/** For how many milliseconds an operation starts again while other writers win. */
export const maxRetryMs = 120_000;

/** Yields the numbers of at most `attempts` attempts, none of which begins after `milliseconds`. */
export function* boundedRounds(
  attempts: number,
  milliseconds: number = maxRetryMs,
): Generator<number, void, void> {
  const began = performance.now();
  for (let round = 0; round < attempts; round++) {
    if (round > 0 && performance.now() - began > milliseconds) return;
    yield round;
  }
}

/** The same for loops that need no number: the function returned says before each attempt whether there is one. */
export function boundedAttempts(attempts: number, milliseconds: number = maxRetryMs): () => boolean {
  const left = boundedRounds(attempts, milliseconds);
  return () => left.next().done !== true;
}
