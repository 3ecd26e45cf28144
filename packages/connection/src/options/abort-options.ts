import { InvalidInputError, raceAbort } from "@lancetree/core";

/** The option of every method that returns a promise. */
export interface AbortOptions {
  /**
   * Rejects the call with the signal's reason as soon as the signal is aborted. The connection then undoes or completes
   * in the background what the call had begun, so a change takes effect completely or not at all. `close()` waits for
   * that.
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
  try {
    return await raceAbort(result, signal);
  } catch (error) {
    if (signal.aborted) result.then(discard, () => undefined);
    throw error;
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
