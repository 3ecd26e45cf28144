import { ServiceUnavailableError, toErrorResponse } from "@lancetree/core";
import type { NamespaceHandler } from "@lancetree/rest-server";
import { within } from "../within.ts";

/** Counts the requests under way, and lets no more in once the server is about to end. */
export interface Gate {
  readonly handler: NamespaceHandler;
  readonly inFlight: () => number;
  /** From now on requests are refused. Resolves when those under way are answered, or after that time. */
  close(timeoutMs: number): Promise<void>;
}

/** Puts a gate in front of a handler. */
export function createGate(handler: NamespaceHandler): Gate {
  let inFlight = 0;
  let isClosing = false;
  let onEmpty = (): void => undefined;
  return {
    async handler(request, caller) {
      // That the server still works is true to the end.
      if (isClosing && new URL(request.url).pathname !== "/health") return refusal();
      inFlight++;
      try {
        return await handler(request, caller);
      } finally {
        inFlight--;
        if (inFlight === 0) onEmpty();
      }
    },
    inFlight: () => inFlight,
    async close(timeoutMs) {
      isClosing = true;
      if (inFlight === 0) return;
      const emptied = new Promise<void>((resolve) => {
        onEmpty = resolve;
      });
      await within(emptied, timeoutMs);
    },
  };
}

/** Nothing was done, so clients may try again, at a server that is ready. */
function refusal(): Response {
  const error = new ServiceUnavailableError("The server is about to end; try again in a moment.");
  const headers = { "retry-after": "1", connection: "close" };
  return Response.json(toErrorResponse(error), { status: error.status, headers });
}
