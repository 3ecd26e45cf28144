import type { LogEntry } from "@lancetree/rest-server";
import type { Redact } from "./redact.ts";

/** What a server says to whoever runs it; each a line on stderr. */
export type ServerLog = (text: string) => void;

/** What the caller was not told of a failure of the server, with the id under which the caller knows it. */
export function describeFault(entry: LogEntry, redact: Redact): string | undefined {
  if (entry.level === "info" || entry.status === 499) return undefined;
  const { operation = "request", requestId, instance } = entry;
  const reference = instance === undefined ? "" : `, instance ${instance}`;
  return redact(`${operation} failed (${requestId}${reference}): ${messagesOf(entry.error).join("; ")}`);
}

/** Messages only: stacks tell of the machine, not of the fault. */
function messagesOf(error: unknown): string[] {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error && messages.length < 5; cause = cause.cause) {
    messages.push(cause.message.slice(0, 1000));
  }
  return messages.length > 0 ? messages : ["no reason was given"];
}
