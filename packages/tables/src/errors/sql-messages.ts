import { InvalidInputError, ServiceUnavailableError } from "@lancetree/core";
import { firstSentence, reasonBehind } from "./error-message.ts";
import type { KnownMessage } from "./known-message.ts";

const parserError = "(sql parser error: ";

const notEvaluated: KnownMessage["toError"] = (message, _, options) =>
  new InvalidInputError(`The SQL cannot be evaluated: ${firstSentence(message)}`, options);

/** Failures of SQL and of queries. They are compared first: such a message repeats the caller's SQL, which may contain any words. */
export const sqlMessages: readonly KnownMessage[] = [
  {
    patterns: ["parsing", "resolving", "optimizing"].map(
      (step) =>
        new RegExp(
          `^(Invalid input, |Invalid user input: |Failed to parse \\w{1,20} condition: |lance error: )+Error ${step} `,
        ),
    ),
    toError: (message, _, options) => {
      const reason = reasonBehind(message, parserError)?.replace(/\)$/, "");
      return new InvalidInputError(
        reason ? `The SQL cannot be parsed: ${reason}` : firstSentence(message),
        options,
      );
    },
  },
  {
    patterns: [/Query timeout after \d{1,15} ms/],
    toError: (message, _, options) =>
      new ServiceUnavailableError(
        `The query took longer than ${/after (\d{1,15}) ms/.exec(message)?.[1] ?? ""} ms.`,
        options,
      ),
  },
  {
    patterns: [
      /: Error applying filter expression to batch: /,
      /Divide by zero/,
      /Arithmetic overflow/,
      /Query Execution error: Execution error: /,
    ],
    toError: notEvaluated,
  },
  {
    patterns: [/^not yet implemented/],
    toError: (_, __, options) =>
      new InvalidInputError("The SQL contains an expression that Lance cannot evaluate.", options),
  },
];

/** Compared last: a write of rows with other types also reports some of these, after the part that identifies the write. */
export const conversionMessages: readonly KnownMessage[] = [
  { patterns: [/\bCast error: /, /\bCompute error: /, /\bParser error: /], toError: notEvaluated },
];
