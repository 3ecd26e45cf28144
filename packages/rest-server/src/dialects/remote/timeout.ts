import { type NamespaceError, ServiceUnavailableError } from "@lancetree/core";
import type { ServedOperation } from "../../extensions/extension.ts";
import { operationTimeout, withHttpDetails } from "../../http-errors.ts";

/** The client's time limit for a query or a merge, in milliseconds; 0 means that no time is left. */
export function remoteTimeout(headers: Headers): number | undefined {
  const text = headers.get("x-request-timeout-ms") ?? "";
  const milliseconds = Number(text);
  return /^\d+$/.test(text) && milliseconds < 2 ** 31 ? milliseconds : undefined;
}

/**
 * The error of a call that exceeded its client's time limit. The status is 408, because the client would repeat a 503, and a repeated call
 * would exceed the limit again.
 */
export function remoteTimeoutError(
  milliseconds: number,
  operation: ServedOperation | undefined,
): NamespaceError {
  const message = operation === undefined ? undefined : timeoutMessages[operation];
  const error = message ? new ServiceUnavailableError(message(milliseconds)) : operationTimeout(milliseconds);
  return withHttpDetails(error, { status: 408 });
}

const queryTimeoutMessage = (milliseconds: number): string =>
  `Query timeout: it took longer than ${milliseconds} ms.`;

/** Programs match on the words that LanceDB uses for these. */
const timeoutMessages: { readonly [Name in ServedOperation]?: (milliseconds: number) => string } = {
  queryTable: queryTimeoutMessage,
  analyzeTableQueryPlan: queryTimeoutMessage,
  mergeInsertIntoTable: (milliseconds) =>
    `merge insert timed out after ${milliseconds} ms. It may have taken effect.`,
};
