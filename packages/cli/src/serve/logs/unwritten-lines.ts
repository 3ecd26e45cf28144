import type { NamespaceHandler } from "@lancetree/rest-server";
import { within } from "../within.ts";

/** Knows whether lines of requests are still to come. */
export interface UnwrittenLines {
  readonly handler: NamespaceHandler;
  /** Is told the id of each request whose line was written. */
  wrote(requestId: string): void;
  /** Resolves when every request that has begun has its line, or after that time. */
  settled(timeoutMs: number): Promise<void>;
}

/**
 * Counts the requests that a handler answers and the rows that are still being read: their line is written when the last row is
 * sent, or when the connection ends.
 */
export function createUnwrittenLines(handler: NamespaceHandler): UnwrittenLines {
  let answering = 0;
  /** Requests may share an id. */
  const reading = new Map<string, number>();
  let onSettled = (): void => undefined;
  const look = (): void => {
    if (answering === 0 && reading.size === 0) onSettled();
  };
  const count = (requestId: string, change: 1 | -1): void => {
    const left = (reading.get(requestId) ?? 0) + change;
    if (left > 0) reading.set(requestId, left);
    else reading.delete(requestId);
  };
  return {
    async handler(request, caller) {
      answering++;
      try {
        const response = await handler(request, caller);
        const requestId = response.headers.get("x-request-id");
        if (requestId !== null && isRows(response)) count(requestId, 1);
        return response;
      } finally {
        answering--;
        look();
      }
    },
    wrote(requestId) {
      if (reading.has(requestId)) count(requestId, -1);
      look();
    },
    async settled(timeoutMs) {
      const settled = new Promise<void>((resolve) => {
        onSettled = resolve;
      });
      look();
      await within(settled, timeoutMs);
    },
  };
}

/** Every other answer is whole, and its line written, when the handler gives it back. */
function isRows({ status, headers }: Response): boolean {
  return status === 200 && headers.get("content-type")?.startsWith("application/vnd.apache.arrow") === true;
}
