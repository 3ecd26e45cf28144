import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { contextHeaders } from "../request/headers.ts";
import { isObject, type JsonObject } from "../request/model.ts";
import type { WrittenResponse } from "./written-response.ts";

/**
 * The response to a successful operation without rows, with the status and kind of body that the document declares.
 *
 * @param result - what the namespace returned, or what a dialect made of it
 */
export function resultResponse(operation: OperationName, result: unknown): WrittenResponse {
  const { status = 200, response }: Operation = operationTable[operation];
  const headers = contextHeaders(contextOf(result));
  if (response === "empty")
    return { status, headers: new Headers([...headers, ["content-length", "0"]]), body: null };
  return jsonResponse(status, resultJson(response, isObject(result) ? result : {}), headers);
}

/** The response to a successful query: an Arrow IPC file, streamed. */
export function rowsResponse(
  status: number,
  result: unknown,
  stream: ReadableStream<Uint8Array>,
): WrittenResponse {
  const headers = new Headers(contextHeaders(contextOf(result)));
  headers.set("content-type", "application/vnd.apache.arrow.file");
  return { status, headers, body: stream };
}

const encoder = new TextEncoder();

/** A JSON response with a content-length, so that it needs no chunked encoding. */
export function jsonResponse(
  status: number,
  json: string,
  headers: [string, string][] = [],
): WrittenResponse {
  return jsonBytesResponse(status, encoder.encode(json), headers);
}

/** As {@link jsonResponse}, for encoded JSON. */
export function jsonBytesResponse(
  status: number,
  json: Uint8Array,
  headers: [string, string][] = [],
): WrittenResponse {
  const own: [string, string][] = [
    ["content-type", "application/json"],
    ["content-length", String(json.byteLength)],
  ];
  return { status, headers: new Headers([...headers, ...own]), body: json };
}

function contextOf(result: unknown): JsonObject | undefined {
  const context = isObject(result) ? result["context"] : undefined;
  return isObject(context) ? context : undefined;
}

function resultJson(kind: Operation["response"], result: JsonObject): string {
  switch (kind) {
    case "integer":
      return String(assertType(result["count"], "bigint"));
    case "string":
      return JSON.stringify(assertType(result["plan"] ?? result["analysis"], "string"));
    case "map":
      return JSON.stringify(result["metadata"] ?? {});
    default:
      return JSON.stringify(result);
  }
}

/** A result that violates the namespace contract is an internal error. */
function assertType(value: unknown, type: "bigint" | "string"): unknown {
  if (typeof value !== type)
    throw new TypeError(`The namespace returned ${typeof value} instead of ${type}.`);
  return value;
}
