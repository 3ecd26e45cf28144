/**
 * The one place that knows how requests are put on the wire, and what was generated from the OpenAPI document; see
 * docs/decisions/0008.
 *
 * @module
 */
import { type ExtensionName, extensionTable } from "@lancetree/core";
import { type Operation, operationTable } from "@lancetree/spec";
import { addressOf } from "./address.ts";
import { followSameOrigin } from "./redirect.ts";
import type { IncomingResponse, OutgoingRequest, Send } from "./send/send.ts";

export type { Operation } from "@lancetree/spec";

/** An operation of the protocol, or one that only Lancetree's servers have. */
export type OperationName = keyof typeof operationTable | ExtensionName;

/** One request, ready to be sent. */
export interface Message extends Pick<OutgoingRequest, "headers" | "body" | "signal"> {
  readonly operation: Operation;
  /** Values for the parameters of the operation's path, not encoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Query parameters, not encoded; absent and null ones are left out, arrays repeat. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** The response. The body of a failure is already read: JSON as a value, anything else as a string. */
export type Reply =
  | { readonly response: IncomingResponse; readonly failed: false }
  | { readonly response: IncomingResponse; readonly failed: true; readonly body: unknown };

/** Sends one request once. Rejects as `send` does. */
export type Transport = (message: Message) => Promise<Reply>;

/** What the document says of an operation, or how Lancetree's servers offer it. */
export function operationOf(name: OperationName): Operation {
  if (isExtension(name))
    return { ...extensionTable[name], query: ["delimiter"], body: "json", response: "json" };
  return operationTable[name];
}

function isExtension(name: OperationName): name is ExtensionName {
  return Object.hasOwn(extensionTable, name);
}

/**
 * Makes the transport to one catalog.
 *
 * @param baseUrl - without a slash at its end
 */
export function createTransport(baseUrl: string, send: Send): Transport {
  return async ({ operation, path, query, headers, body, signal }) => {
    const url = baseUrl + addressOf(operation.path, path, query);
    const method = operation.method === "GET" ? "GET" : "POST";
    const response = await followSameOrigin({ method, url, headers, body, signal }, send);
    if (response.status >= 200 && response.status <= 299) return { response, failed: false };
    return { response, failed: true, body: jsonOrText(await response.text()) };
  };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? undefined : text;
  }
}
