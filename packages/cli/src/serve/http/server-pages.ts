import { isNamespaceError, toErrorResponse, UnauthenticatedError } from "@lancetree/core";
import { callerOf, type NamespaceHandler } from "@lancetree/rest-server";
import type { ServerMetrics } from "../logs/server-metrics.ts";

export interface ServerPages {
  /** Resolves when requests can be answered. */
  readonly checkReady: () => Promise<void>;
  readonly metrics: ServerMetrics;
  /** Whether a request may see the figures; what it throws is the answer. */
  readonly mayMonitor: (headers: Headers, address: string | undefined) => boolean;
}

/**
 * Adds `/ready`, for everybody, and `/metrics`. The figures are about the whole server, so where there are keys they need one
 * for everything: a key to some paths or databases must not tell how busy the others are.
 */
export function withServerPages(
  handler: NamespaceHandler,
  { checkReady, metrics, mayMonitor }: ServerPages,
): NamespaceHandler {
  return async (request, caller) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/ready") {
      return onGet(request, async () => {
        const isReady = await checkReady().then(
          () => true,
          () => false,
        );
        return Response.json({ status: isReady ? "ready" : "not ready" }, { status: isReady ? 200 : 503 });
      });
    }
    if (pathname === "/metrics") {
      return onGet(request, async () => {
        try {
          if (!mayMonitor(request.headers, callerOf(caller).address)) {
            throw new UnauthenticatedError("The figures need a key without paths and databases.");
          }
        } catch (error) {
          if (!isNamespaceError(error)) throw error;
          const headers: Record<string, string> =
            error.status === 401 ? { "www-authenticate": "Bearer" } : {};
          return Response.json(toErrorResponse(error), { status: error.status, headers });
        }
        const { text, type } = await metrics.page();
        return new Response(text, { headers: { "content-type": type } });
      });
    }
    return handler(request, caller);
  };
}

async function onGet(request: Request, answer: () => Promise<Response>): Promise<Response> {
  if (request.method === "GET") return answer();
  return Response.json(
    { error: "This route takes GET only.", code: 0 },
    { status: 405, headers: { allow: "GET" } },
  );
}
