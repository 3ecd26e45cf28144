import { methodNotAllowed } from "../http-errors.ts";
import { openApiDocument } from "../request/json-schema.ts";
import { jsonBytesResponse } from "./result.ts";
import type { WrittenResponse } from "./written-response.ts";

const encoder = new TextEncoder();

/** Encoded at the first request, and then only once: the document has several hundred kilobytes. */
let encodedDocument: Uint8Array | undefined;

const pages: Readonly<Record<string, () => Uint8Array>> = {
  health: () => encoder.encode('{"status":"ok"}'),
  "openapi.json": () => {
    encodedDocument ??= encoder.encode(JSON.stringify(openApiDocument));
    return encodedDocument;
  },
};

/**
 * The pages beside the protocol, which need no authentication: `/health` and `/openapi.json`; undefined for other paths.
 *
 * @throws NamespaceError with status 405 for methods other than GET
 */
export function pageResponse(
  method: string,
  [name = "", ...more]: readonly string[],
): WrittenResponse | undefined {
  const page = more.length === 0 && Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (!page) return undefined;
  if (method !== "GET") throw methodNotAllowed(["GET"]);
  return jsonBytesResponse(200, page());
}
