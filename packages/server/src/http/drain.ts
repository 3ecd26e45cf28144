import { ServiceUnavailableError, toErrorResponse } from "@lancetree/core";
import type { NamespaceHandler } from "@lancetree/rest-server";
import { completesWithin } from "../completes-within.ts";

/** Counts the requests under way, and refuses new ones once the server is shutting down. */
export interface Drain {
  readonly handler: NamespaceHandler;
  readonly inFlight: () => number;
  /** Refuses requests from now on. Resolves when those under way have their responses, or after the timeout. */
  begin(timeoutMs: number): Promise<void>;
}

/** Puts a drain in front of a handler. */
export function createDrain(handler: NamespaceHandler): Drain {
  let inFlight = 0;
  let isDraining = false;
  let onEmpty = (): void => undefined;
  return {
    async handler(request, caller) {
      // Liveness holds to the end.
      if (isDraining && new URL(request.url).pathname !== "/health") return refusal();
      inFlight++;
      try {
        return await handler(request, caller);
      } finally {
        inFlight--;
        if (inFlight === 0) onEmpty();
      }
    },
    inFlight: () => inFlight,
    async begin(timeoutMs) {
      isDraining = true;
      if (inFlight === 0) return;
      const emptied = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      await completesWithin(emptied, timeoutMs);
    },
  };
}

/** Nothing was done, so clients may try again on a server that is ready. */
function refusal(): Response {
  const error = new ServiceUnavailableError("The server is shutting down; try again in a moment.");
  const headers = { "retry-after": "1", connection: "close" };
  return Response.json(toErrorResponse(error), { status: error.status, headers });
}
