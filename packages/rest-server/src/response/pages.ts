import { wrongMethod } from "../http-errors.ts";
import { openApiDocument } from "../request/json-schema.ts";
import { jsonResponse } from "./result.ts";

const pages: Readonly<Record<string, () => string>> = {
  health: () => '{"status":"ok"}',
  "openapi.json": () => JSON.stringify(openApiDocument),
};

/**
 * The pages beside the protocol, for everybody: `/health` and `/openapi.json`; undefined for other paths.
 *
 * @throws NamespaceError with status 405 for methods other than GET
 */
export function answerFixedPage(
  method: string,
  [name = "", ...more]: readonly string[],
): Response | undefined {
  const page = more.length === 0 && Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (!page) return undefined;
  if (method !== "GET") throw wrongMethod(["GET"]);
  return jsonResponse(200, page());
}
