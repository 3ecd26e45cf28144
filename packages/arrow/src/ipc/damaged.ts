import { InvalidInputError } from "@lancetree/core";

/**
 * The error for bytes that begin like Arrow data and are invalid: a stream or file that was truncated or changed in
 * transit.
 */
export function damaged(what: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `The Arrow data is damaged: ${what}.`,
    cause === undefined ? undefined : { cause },
  );
}
