import { methodNotAllowed } from "../http-errors.ts";
import { extensionsDocument, openApiDocument } from "../request/json-schema.ts";
import { jsonBytesResponse } from "./result.ts";
import type { WrittenResponse } from "./written-response.ts";

const encoder = new TextEncoder();

const pages: Readonly<Record<string, () => Uint8Array>> = {
  health: () => encoder.encode('{"status":"ok"}'),
  "openapi.json": encodedOnce(openApiDocument),
  "lancetree/v1/openapi.json": encodedOnce(extensionsDocument),
};

/**
 * The pages beside the protocol, which need no authentication: `/health`, `/openapi.json` and `/lancetree/v1/openapi.json`; undefined for
 * other paths.
 *
 * @throws NamespaceError with status 405 for methods other than GET
 */
export function pageResponse(method: string, segments: readonly string[]): WrittenResponse | undefined {
  const name = segments.join("/");
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (!page) return undefined;
  if (method !== "GET") throw methodNotAllowed(["GET"]);
  return jsonBytesResponse(200, page());
}

/** Encodes a document at the first request, and then only once: it may have several hundred kilobytes. */
function encodedOnce(document: object): () => Uint8Array {
  let encoded: Uint8Array | undefined;
  return () => {
    encoded ??= encoder.encode(JSON.stringify(document));
    return encoded;
  };
}
