/**
 * The one place that knows how requests are put on the wire: openapi-fetch, and what was generated from the OpenAPI
 * document. Either can be replaced here without a change elsewhere; see docs/decisions/0008.
 *
 * @module
 */
import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import createClient from "openapi-fetch";
import type { Fetch } from "./fetch.ts";
import { followSameOrigin } from "./redirect.ts";

export type { Operation, OperationName } from "@lancetree/spec";

/** One request, ready to be sent. */
export interface Message {
  readonly operation: Operation;
  /** Values for the parameters of the operation's path, not encoded. */
  readonly path: Readonly<Record<string, string>>;
  /** Query parameters, not encoded; absent and null ones are left out, arrays repeat. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
  readonly body: Uint8Array | string | ReadableStream<Uint8Array> | undefined;
  readonly signal: AbortSignal;
}

/** The response. The body of a failure is already read: JSON as a value, anything else as a string. */
export type Reply =
  | { readonly response: Response; readonly failed: false }
  | { readonly response: Response; readonly failed: true; readonly body: unknown };

/** Sends one request once. Rejects as `fetch` does. */
export type Transport = (message: Message) => Promise<Reply>;

// Operations are chosen by name at run time, so that the types of single paths would say nothing here.
interface AnyOperation {
  parameters: { path?: Record<string, string>; query?: Record<string, unknown> };
  requestBody?: { content: { "application/json": unknown } };
  responses: Record<number, { content: Record<string, unknown> }>;
}
type AnyPath = Record<"get" | "post", AnyOperation>;

/** What the document says of an operation. */
export function operationOf(name: OperationName): Operation {
  return operationTable[name];
}

/**
 * Makes the transport to one catalog.
 *
 * @param baseUrl - without a slash at its end
 */
export function createTransport(baseUrl: string, fetch: Fetch): Transport {
  const client = createClient<Record<string, AnyPath>>({
    baseUrl,
    // bodies come here as they travel
    bodySerializer: (body) => body,
  });
  return async ({ operation, path, query, headers, body, signal }) => {
    const result = await client.request(operation.method === "GET" ? "get" : "post", operation.path, {
      params: { path: { ...path }, query: { ...query } },
      headers,
      body,
      signal,
      // The caller reads the body: it knows the operation.
      parseAs: "stream",
      redirect: "manual",
      fetch: (request) => followSameOrigin(request, body, fetch),
      // Node refuses to send a stream without it
      ...(body instanceof ReadableStream && { duplex: "half" }),
    });
    const { response } = result;
    return response.ok
      ? { response, failed: false }
      : { response, failed: true, body: "error" in result ? result.error : undefined };
  };
}
