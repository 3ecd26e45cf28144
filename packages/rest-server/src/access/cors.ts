import { PermissionDeniedError } from "@lancetree/core";
import type { ReceivedRequest } from "../request/received-request.ts";

/** Which web pages of other origins may call. */
export interface CorsOptions {
  /** Origins as browsers send them (`https://app.example.com`), or `*` for all. */
  readonly origins: readonly string[] | "*";
  /** Seconds for which a browser may remember a permission; default 600. */
  readonly maxAgeSeconds?: number | undefined;
}

/** The answer to a browser that asks before it calls; undefined when the request is something else. */
export function answerPreflight(
  request: ReceivedRequest,
  cors: CorsOptions | undefined,
): Response | undefined {
  const method = request.headers.get("access-control-request-method");
  if (request.method !== "OPTIONS" || method === null || !allows(request, cors)) return undefined;
  const headers = corsHeaders(request, cors);
  headers["access-control-allow-methods"] = "GET, POST";
  headers["access-control-allow-headers"] = request.headers.get("access-control-request-headers") ?? "";
  headers["access-control-max-age"] = String(cors?.maxAgeSeconds ?? 600);
  return new Response(null, { status: 204, headers });
}

/**
 * Turns away what a web page of a foreign origin makes a browser send: browsers send some requests without asking
 * first, and a server on loopback would carry them out. Either header is enough: older browsers send no
 * `Sec-Fetch-Site`, and some requests have no `Origin`.
 *
 * @throws PermissionDeniedError (15)
 */
export function refuseForeignPages(request: ReceivedRequest, cors: CorsOptions | undefined): void {
  const site = request.headers.get("sec-fetch-site");
  const isForeign = site === "cross-site" || site === "same-site" || !isOwnOrigin(request);
  if (isForeign && !allows(request, cors))
    throw new PermissionDeniedError("Pages of this origin may not call this server.");
}

/** Whether a request comes from a page of this server, or from no page. A proxy may speak TLS for it, so the host decides. */
function isOwnOrigin({ headers, url }: ReceivedRequest): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  const own = `${page?.protocol}//${headers.get("host") ?? url.host}`;
  return page !== undefined && page.host !== "" && URL.canParse(own) && new URL(own).host === page.host;
}

/** The headers that let a page read the answer; none where it may not. */
export function corsHeaders(request: ReceivedRequest, cors: CorsOptions | undefined): Record<string, string> {
  if (cors === undefined) return {};
  const origin = request.headers.get("origin");
  if (origin === null || !allows(request, cors)) return { vary: "origin" };
  return {
    vary: "origin",
    "access-control-allow-origin": cors.origins === "*" ? "*" : origin,
    "access-control-expose-headers": "x-request-id, retry-after",
  };
}

function allows(request: ReceivedRequest, cors: CorsOptions | undefined): boolean {
  if (cors === undefined) return false;
  return cors.origins === "*" || cors.origins.includes(request.headers.get("origin") ?? "");
}
