import { PermissionDeniedError } from "@lancetree/core";

/** Which web pages of other origins may call. */
export interface CorsOptions {
  /** Origins as browsers send them (`https://app.example.com`), or `*` for all. */
  readonly origins: readonly string[] | "*";
  /** Seconds for which a browser may remember a permission; default 600. */
  readonly maxAgeSeconds?: number | undefined;
}

/** The answer to a browser that asks before it calls; undefined when the request is something else. */
export function answerPreflight(request: Request, cors: CorsOptions | undefined): Response | undefined {
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
 * first, and a server on loopback would carry them out.
 *
 * @throws PermissionDeniedError (15)
 */
export function refuseForeignPages(request: Request, cors: CorsOptions | undefined): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== "cross-site" && site !== "same-site") return;
  if (!allows(request, cors))
    throw new PermissionDeniedError("Pages of this origin may not call this server.");
}

/** The headers that let a page read the answer; none where it may not. */
export function corsHeaders(request: Request, cors: CorsOptions | undefined): Record<string, string> {
  if (cors === undefined) return {};
  const origin = request.headers.get("origin");
  if (origin === null || !allows(request, cors)) return { vary: "origin" };
  return {
    vary: "origin",
    "access-control-allow-origin": cors.origins === "*" ? "*" : origin,
    "access-control-expose-headers": "x-request-id, retry-after",
  };
}

function allows(request: Request, cors: CorsOptions | undefined): boolean {
  if (cors === undefined) return false;
  return cors.origins === "*" || cors.origins.includes(request.headers.get("origin") ?? "");
}
