import { InvalidInputError } from "@lancetree/core";

/** Bytes that begin as Arrow data and are not: a stream or file that was cut off, or changed on its way. */
export function damaged(what: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `The Arrow data is damaged: ${what}.`,
    cause === undefined ? undefined : { cause },
  );
}
