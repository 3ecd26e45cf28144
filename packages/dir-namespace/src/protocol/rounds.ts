/** For how many milliseconds an operation starts again while others are faster. */
export const longest = 120_000;

/** The tries of something that others may be in the way of: so many at most, and none that begins after so much time. */
export function* rounds(attempts: number, milliseconds: number = longest): Generator<number, void, void> {
  const began = performance.now();
  for (let round = 0; round < attempts; round++) {
    if (round > 0 && performance.now() - began > milliseconds) return;
    yield round;
  }
}

/** The same for loops that need no number: asked before each try, whether there is one more. */
export function tries(attempts: number, milliseconds: number = longest): () => boolean {
  const left = rounds(attempts, milliseconds);
  return () => left.next().done !== true;
}
