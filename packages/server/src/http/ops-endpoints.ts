import { isNamespaceError, toErrorResponse, UnauthenticatedError } from "@lancetree/core";
import { callerOf, type NamespaceHandler } from "@lancetree/rest-server";
import type { Metrics } from "../logs/metrics.ts";

export interface OpsEndpoints {
  /** Resolves when requests can be served. */
  readonly checkReady: () => Promise<void>;
  readonly metrics: Metrics;
  /** Whether a request may see the metrics; the response is the error that it throws. */
  readonly mayMonitor: (headers: Headers, address: string | undefined) => boolean;
}

/**
 * Adds `/ready`, for every client, and `/metrics`. Metrics are about the whole server, so they need a key without paths and
 * databases: a key to some of them must not reveal how busy the others are.
 */
export function withOpsEndpoints(
  handler: NamespaceHandler,
  { checkReady, metrics, mayMonitor }: OpsEndpoints,
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
            throw new UnauthenticatedError(
              "The metrics require a key that is not limited to paths or databases.",
            );
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

async function onGet(request: Request, respond: () => Promise<Response>): Promise<Response> {
  if (request.method === "GET") return respond();
  return Response.json(
    { error: "This route accepts only GET.", code: 0 },
    { status: 405, headers: { allow: "GET" } },
  );
}
