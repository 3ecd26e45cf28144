import { createHash, randomBytes } from "node:crypto";
import { PermissionDeniedError, toErrorResponse, UnauthenticatedError } from "@lancetree/core";
import { type NamespaceHandler, readCredentials } from "@lancetree/rest-server";

/** Lets in the browsers that opened a link, and no other client. */
export interface LinkAccess {
  /**
   * The path in front of everything. It is random, because browsers send the cookie of one port of a machine to all its ports, but only
   * below the cookie's path: a server of another user, which does not know this path, never receives the cookie.
   */
  readonly basePath: string;
  /** A link to the page, valid once. The token is in its fragment, which browsers send to no server. */
  createLink(origin: string): string;
  /** Puts the check of the cookie, and the exchange of a token for one, in front of a handler. */
  guard(handler: NamespaceHandler): NamespaceHandler;
}

const cookie = "lancetree-session";

/** @param onUsed - called when a link was used */
export function createLinkAccess(onUsed: () => void): LinkAccess {
  const basePath = `/${newSecret()}`;
  // Only hashes are kept and looked up, so that the time of a lookup reveals nothing about a secret.
  const tokens = new Set<string>();
  const sessions = new Set<string>();

  const openSession = (request: Request): Response => {
    if (request.method !== "POST") return refuse(new PermissionDeniedError("Only POST opens a session."));
    // Any page may send a request, but not with the origin of this server.
    if (!isFromOwnPage(request.headers))
      return refuse(new PermissionDeniedError("Pages of this origin may not open a session."));
    const { authToken = "" } = readCredentials(request.headers);
    if (!tokens.delete(hashOf(authToken)))
      return refuse(new UnauthenticatedError("This link was already used; open another one."));
    const session = newSecret();
    sessions.add(hashOf(session));
    onUsed();
    const attributes = `Path=${basePath}/; HttpOnly; SameSite=Strict`;
    return new Response(null, {
      status: 204,
      headers: { "set-cookie": `${cookie}=${session}; ${attributes}` },
    });
  };

  return {
    basePath,
    createLink(origin) {
      const token = newSecret();
      tokens.add(hashOf(token));
      return `${origin}${basePath}/ui/#token=${token}`;
    },
    guard: (handler) => async (request, caller) => {
      if (new URL(request.url).pathname === `${basePath}/lancetree/v1/session`) return openSession(request);
      if (cookiesIn(request.headers).some((value) => sessions.has(hashOf(value))))
        return handler(request, caller);
      return refuse(
        new UnauthenticatedError("This server only accepts browsers that opened one of its links."),
      );
    },
  };
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64");
}

/** Whether a page of the same origin sent a request, port included. Browsers send `Origin` with each POST. */
function isFromOwnPage(headers: Headers): boolean {
  const [origin, host, site] = ["origin", "host", "sec-fetch-site"].map((name) => headers.get(name));
  return origin === `http://${host}` && (site === null || site === undefined || site === "same-origin");
}

/** The values of the session cookie; a page of another port may have set a second one. */
function cookiesIn(headers: Headers): string[] {
  return (headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim().split("="))
    .flatMap(([name, value]) => (name === cookie && value !== undefined ? [value] : []));
}

function refuse(error: PermissionDeniedError | UnauthenticatedError): Response {
  return Response.json(toErrorResponse(error), { status: error.status });
}
