import { ConcurrentModificationError, ServiceUnavailableError } from "@lancetree/core";
import { maxRetryMs } from "../model/attempts.ts";

export interface OperationContext {
  /** 16 random hex digits, never the same twice. */
  token(): string;
  /** How many times an operation starts again after other writers won, before it gives up. */
  readonly attempts: number;
  /** Whether root tables are at `<name>.lance`, where clients that list folders find them. */
  readonly listing: boolean;
  /** Whether a folder can be moved atomically. If not, a name of the form `<name>.lance` is used once: see `drainFolder`. */
  readonly moves: boolean;
}

export function retriesExhausted(context: OperationContext, what: string): ConcurrentModificationError {
  return new ConcurrentModificationError(
    `${what}: other writers changed the same objects at each of ${context.attempts} tries, or for ${maxRetryMs / 1000} seconds; nothing was changed, try again`,
  );
}

/** A change was committed and is not completed: the next writer completes it. */
export function completionPending(what: string): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `${what} was not completed within ${maxRetryMs / 1000} seconds or the allowed number of attempts, since other writers committed first each time. The change is made; the next writer completes it.`,
  );
}
