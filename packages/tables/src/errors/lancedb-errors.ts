import { InternalError, isError, isNamespaceError, type NamespaceError } from "@lancetree/core";
import { dataMessages, panicPatterns } from "./data-messages.ts";
import { firstSentence, shortened } from "./error-message.ts";
import { type FailedCall, type KnownMessage, type MessagePattern, matchesPattern } from "./known-message.ts";
import { objectMessages } from "./object-messages.ts";
import { conversionMessages, sqlMessages } from "./sql-messages.ts";
import { storageMessages, systemMessages } from "./storage-messages.ts";

/** In the order in which a message is compared with them; the first that matches decides. */
export const knownMessages: readonly KnownMessage[] = [
  ...sqlMessages,
  ...objectMessages,
  ...dataMessages,
  ...storageMessages,
  ...conversionMessages,
  ...systemMessages,
];

/**
 * Turns an error that LanceDB threw into the corresponding error of the spec.
 *
 * LanceDB throws one class of error for every failure. Only the message distinguishes failures. It contains
 * repetitions and the paths of source files on the machine that built LanceDB. The message of the result is the first
 * sentence; the `cause` is LanceDB's error.
 */
export function toNamespaceError(error: unknown, call: FailedCall): NamespaceError {
  if (isNamespaceError(error)) return error;
  const message = readMessage(error);
  const options = { cause: error };
  return (
    recognize(error)?.known.toError(message, call, options) ??
    new InternalError(`LanceDB failed on table '${call.table}': ${firstSentence(message)}`, options)
  );
}

/** What an error of LanceDB means, and the pattern that decides it; undefined for an unknown message. */
export function recognize(
  error: unknown,
): { readonly known: KnownMessage; readonly pattern: MessagePattern } | undefined {
  const message = readMessage(error);
  for (const known of knownMessages) {
    const patterns = [...known.patterns, ...(known.rarePatterns ?? [])];
    const pattern = patterns.find((each) => matchesPattern(message, each));
    if (pattern) return { known, pattern };
  }
  return undefined;
}

/** Whether LanceDB failed with a panic, whose message says nothing about the table. */
export function isPanic(error: unknown): boolean {
  return isError(error) && panicPatterns.some((pattern) => pattern.test(readMessage(error)));
}

const prefix = /^Failed to ([^:]{1,60}: GenericFailure, |get next batch from stream: )/;

function readMessage(error: unknown): string {
  return shortened(isError(error) ? error.message : String(error)).replace(prefix, "");
}
