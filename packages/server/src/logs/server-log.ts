import { isError } from "@lancetree/core";
import type { LogEntry } from "@lancetree/rest-server";
import type { Redact } from "./redact.ts";

/** Receives messages for the operator, one line each. */
export type ServerLog = (message: string) => void;

/** Describes a failure of the server that the caller was given no details of, with the request id that the caller knows. */
export function describeFault(entry: LogEntry, redact: Redact): string | undefined {
  if (entry.level === "info" || entry.status === 499) return undefined;
  const { operation = "request", requestId, instance } = entry;
  const reference = instance === undefined ? "" : `, instance ${instance}`;
  return redact(`${operation} failed (${requestId}${reference}): ${messagesOf(entry.error).join("; ")}`);
}

/** The message of a failure; `fallback` where it has none. */
export function messageOf(failure: unknown, fallback = "no reason was given"): string {
  return isError(failure) ? failure.message : fallback;
}

/** Messages without stacks, which describe the machine and not the failure. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let cause = error; isError(cause) && messages.length < 5; cause = cause.cause) {
    messages.push(cause.message.slice(0, 1000));
  }
  return messages.length > 0 ? messages : ["no reason was given"];
}
