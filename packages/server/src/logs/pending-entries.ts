import type { NamespaceHandler } from "@lancetree/rest-server";
import { completesWithin } from "../completes-within.ts";

/** Tracks requests whose audit entry is not written yet. */
export interface PendingEntries {
  readonly handler: NamespaceHandler;
  /** Notes that the entry of a request was written. */
  written(requestId: string): void;
  /** Resolves when every request that has begun has its entry, or after the timeout. */
  settled(timeoutMs: number): Promise<void>;
}

/**
 * Counts the requests that a handler works on and the responses with rows that are still being sent: their entry is written when
 * the last row is sent, or when the connection ends.
 */
export function trackPendingEntries(handler: NamespaceHandler): PendingEntries {
  let working = 0;
  /** By request id, which several requests may share. */
  const sending = new Map<string, number>();
  let onSettled = (): void => undefined;
  const check = (): void => {
    if (working === 0 && sending.size === 0) onSettled();
  };
  const count = (requestId: string, change: 1 | -1): void => {
    const left = (sending.get(requestId) ?? 0) + change;
    if (left > 0) sending.set(requestId, left);
    else sending.delete(requestId);
  };
  return {
    async handler(request, caller) {
      working++;
      try {
        const response = await handler(request, caller);
        const requestId = response.headers.get("x-request-id");
        if (requestId !== null && isRows(response)) count(requestId, 1);
        return response;
      } finally {
        working--;
        check();
      }
    },
    written(requestId) {
      if (sending.has(requestId)) count(requestId, -1);
      check();
    },
    async settled(timeoutMs) {
      const settled = new Promise<void>((resolve) => {
        onSettled = resolve;
      });
      check();
      await completesWithin(settled, timeoutMs);
    },
  };
}

/** Every other response is complete, and its entry written, when the handler returns it. */
function isRows({ status, headers }: Response): boolean {
  return status === 200 && headers.get("content-type")?.startsWith("application/vnd.apache.arrow") === true;
}
