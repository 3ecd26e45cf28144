import { InvalidInputError } from "@lancetree/core";

/** An option of every method that waits. */
export interface AbortOptions {
  /**
   * Rejects the call with the signal's reason as soon as it is aborted. What the call had begun is undone or completed in
   * the background: a change takes effect as a whole or not at all. Closing the connection waits for that.
   */
  signal?: AbortSignal | undefined;
}

/**
 * What a promise resolves to, unless the signal is aborted first.
 *
 * @param discard - takes a result that arrives after the signal was aborted
 * @throws InvalidInputError for a value that is not an AbortSignal
 */
export async function abortable<Result>(
  start: () => Promise<Result>,
  signal: AbortSignal | undefined,
  discard: (late: Result) => void = () => undefined,
): Promise<Result> {
  if (signal === undefined) return start();
  if (!isAbortSignal(signal)) throw new InvalidInputError('"signal" must be an AbortSignal.');
  signal.throwIfAborted();
  const result = start();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([aborted, result]);
  } catch (error) {
    if (signal.aborted) result.then(discard, () => undefined);
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function isAbortSignal(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "aborted" in value &&
    "addEventListener" in value &&
    typeof value.addEventListener === "function"
  );
}
