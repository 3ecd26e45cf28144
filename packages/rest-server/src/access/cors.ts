import { PermissionDeniedError } from "@lancetree/core";
import type { ReceivedRequest } from "../request/received-request.ts";
import type { WrittenResponse } from "../response/written-response.ts";

/** Which web pages of other origins may call the server. */
export interface CorsOptions {
  /** Origins as browsers send them (`https://app.example.com`), or `*` for all. */
  readonly origins: readonly string[] | "*";
  /** Seconds for which a browser may cache a permission; default 600. */
  readonly maxAgeSeconds?: number | undefined;
}

/** The response to a CORS preflight request; undefined for any other request. */
export function preflightResponse(
  request: ReceivedRequest,
  cors: CorsOptions | undefined,
): WrittenResponse | undefined {
  const method = request.headers.get("access-control-request-method");
  if (request.method !== "OPTIONS" || method === null || !allows(request, cors)) return undefined;
  const headers = corsHeaders(request, cors);
  headers["access-control-allow-methods"] = "GET, POST";
  headers["access-control-allow-headers"] = request.headers.get("access-control-request-headers") ?? "";
  headers["access-control-max-age"] = String(cors?.maxAgeSeconds ?? 600);
  return { status: 204, headers: new Headers(headers), body: null };
}

/**
 * Rejects requests that a browser sends for a web page of another origin. Browsers send some requests without a preflight, so the missing
 * CORS headers alone would not keep a page from changing a catalog on loopback. One of the two headers is enough: older browsers send no
 * `Sec-Fetch-Site`, and some requests have no `Origin`.
 *
 * DNS rebinding makes a foreign page look like one of this server, with an `Origin` that fits `Host`. Only a list of the server's own host
 * names detects that. A handler does not know these names, so a server that does checks `Host` before it calls the handler.
 *
 * @throws PermissionDeniedError (15)
 */
export function rejectForeignOrigin(request: ReceivedRequest, cors: CorsOptions | undefined): void {
  const site = request.headers.get("sec-fetch-site");
  const isForeign = site === "cross-site" || site === "same-site" || !isSameOrigin(request);
  if (isForeign && !allows(request, cors))
    throw new PermissionDeniedError("Pages of this origin may not call this server.");
}

/** Whether the request has no origin, or the server's own. A proxy may terminate TLS, so only the hosts are compared. */
function isSameOrigin({ headers, url }: ReceivedRequest): boolean {
  const origin = headers.get("origin");
  if (origin === null) return true;
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  const own = `${page?.protocol}//${headers.get("host") ?? url.host}`;
  return page !== undefined && page.host !== "" && URL.canParse(own) && new URL(own).host === page.host;
}

/** The headers that let a page of an allowed origin read the response. */
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
