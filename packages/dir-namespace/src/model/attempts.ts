/** For how many milliseconds an operation starts again while others are faster. */
export const maxRetryMs = 120_000;

/** The tries of something that others may be in the way of: so many at most, and none that begins after so much time. */
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

/** The same for loops that need no number: asked before each try, whether there is one more. */
export function boundedAttempts(attempts: number, milliseconds: number = maxRetryMs): () => boolean {
  const left = boundedRounds(attempts, milliseconds);
  return () => left.next().done !== true;
}
