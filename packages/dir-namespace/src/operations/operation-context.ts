import { ConcurrentModificationError, ServiceUnavailableError } from "@lancetree/core";
import { maxRetryMs } from "../model/attempts.ts";

export interface OperationContext {
  /** 16 random hex digits, never the same twice. */
  token(): string;
  /** How often an operation starts again after others were faster, before it gives up. */
  readonly attempts: number;
  /** Whether root tables stand at `<name>.lance`, where clients look that go by folder names alone. */
  readonly listing: boolean;
  /** Whether a folder can be moved in one step. Where it cannot, a name of the form `<name>.lance` is used once: see `empty`. */
  readonly moves: boolean;
}

export function retriesExhausted(context: OperationContext, what: string): ConcurrentModificationError {
  return new ConcurrentModificationError(
    `${what}: other writers changed the same objects at each of ${context.attempts} tries, or for ${maxRetryMs / 1000} seconds; nothing was changed, try again`,
  );
}

/** Something was decided and its tidying is not done: the next writer completes it. */
export function completionPending(what: string): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `${what} was not done after ${maxRetryMs / 1000} seconds or a great many tries, since other writers were faster each time. What was decided stays; the next change completes it.`,
  );
}
