import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { contextHeaders } from "../request/headers.ts";
import { isObject, type JsonObject } from "../request/model.ts";

/**
 * The successful answer of an operation whose response is no stream: exactly the declared status and kind of body.
 *
 * @param answer - what the namespace answered, or what a dialect made of it
 */
export function writeAnswer(operation: OperationName, answer: unknown): Response {
  const { status = 200, response }: Operation = operationTable[operation];
  const headers = contextHeaders(contextOf(answer));
  if (response === "empty")
    return new Response(null, { status, headers: [...headers, ["content-length", "0"]] });
  return jsonResponse(status, textOf(response, isObject(answer) ? answer : {}), headers);
}

/** The successful answer of a query: an Arrow IPC file, piece by piece. */
export function writeStreamedAnswer(
  status: number,
  answer: unknown,
  stream: ReadableStream<Uint8Array>,
): Response {
  const headers = contextHeaders(contextOf(answer));
  return new Response(stream, {
    status,
    headers: [...headers, ["content-type", "application/vnd.apache.arrow.file"]],
  });
}

/** A JSON answer whose length is known, so that it need not be chunked. */
export function jsonResponse(status: number, text: string, headers: [string, string][] = []): Response {
  const bytes = new TextEncoder().encode(text);
  return new Response(bytes, {
    status,
    headers: [...headers, ["content-type", "application/json"], ["content-length", String(bytes.byteLength)]],
  });
}

function contextOf(answer: unknown): JsonObject | undefined {
  const context = isObject(answer) ? answer["context"] : undefined;
  return isObject(context) ? context : undefined;
}

function textOf(kind: Operation["response"], answer: JsonObject): string {
  switch (kind) {
    case "integer":
      return String(require(answer["count"], "bigint"));
    case "string":
      return JSON.stringify(require(answer["plan"] ?? answer["analysis"], "string"));
    case "map":
      return JSON.stringify(answer["metadata"] ?? {});
    default:
      return JSON.stringify(answer);
  }
}

/** A namespace that breaks its contract is an internal error, not a wrong answer. */
function require(value: unknown, type: "bigint" | "string"): unknown {
  if (typeof value !== type)
    throw new TypeError(`The namespace answered ${typeof value} instead of ${type}.`);
  return value;
}
