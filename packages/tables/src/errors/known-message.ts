import type { NamespaceError } from "@lancetree/core";
import { holdsInOrder } from "./error-message.ts";

/** The call during which LanceDB failed. */
export interface FailedCall {
  table: string;
  location: string;
  branch?: string | undefined;
  version?: number | undefined;
}

/**
 * Identifies a message of LanceDB: a regular expression, or words in lower case that the message contains in this order. A message may
 * contain the caller's own input, so matching takes time in proportion to its length.
 */
export type MessagePattern = RegExp | readonly string[];

/** A kind of failure that LanceDB reports. A test provokes a message for each pattern. */
export interface KnownMessage {
  /** A message that matches one of them is of this kind. */
  readonly patterns: readonly MessagePattern[];
  /**
   * The same for messages that depend on timing, the system or the version of LanceDB, which no test can provoke each
   * time. `lancedb-errors.test.ts` has an example of each.
   */
  readonly rarePatterns?: readonly MessagePattern[];
  readonly toError: (message: string, call: FailedCall, options: { cause: unknown }) => NamespaceError;
}

export function matchesPattern(message: string, pattern: MessagePattern): boolean {
  return pattern instanceof RegExp ? pattern.test(message) : holdsInOrder(message, pattern);
}
