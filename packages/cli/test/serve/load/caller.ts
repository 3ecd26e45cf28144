import { setTimeout as sleep } from "node:timers/promises";
import { type HttpResponse, type Sent, send } from "../support/http.ts";

/** How long responses took, in milliseconds, and how many requests got none. */
export interface Figures {
  readonly reads: number[];
  readonly writes: number[];
  /** Requests without a response, or with one that says that the server did nothing. */
  unanswered: number;
  /** Unexpected responses. */
  readonly surprises: string[];
}

/** Sends requests of one client and keeps the figures. */
export interface Caller {
  /** Asks until there is a response. */
  read(path: string, sent?: Sent): Promise<HttpResponse>;
  /** Sends a request once; undefined when the outcome is unknown, false when it is certain that nothing was done. */
  write(path: string, sent?: Sent): Promise<HttpResponse | undefined | false>;
}

/** Makes one; `url` may change while the server is exchanged. */
export function createCaller(url: () => string, key: string, figures: Figures): Caller {
  const ask = async (
    path: string,
    sent: Sent,
    times: number[],
  ): Promise<HttpResponse | undefined | false> => {
    const started = performance.now();
    try {
      const response = await send(url(), path, { key, ...sent });
      // It says that it did nothing. All clients share a key, whose limit a slow machine reaches.
      const isRefused =
        response.status === 429 || (response.status === 503 && response.headers["retry-after"] !== undefined);
      if (isRefused) figures.unanswered++;
      else times.push(performance.now() - started);
      return isRefused ? false : response;
    } catch (error) {
      figures.unanswered++;
      const isUnsent = error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
      return isUnsent ? false : undefined;
    }
  };
  const wait = (): Promise<void> => sleep(200 + Math.random() * 300);
  return {
    async read(path, sent = {}) {
      for (;;) {
        const response = await ask(path, sent, figures.reads);
        if (response) return response;
        await wait();
      }
    },
    async write(path, sent = {}) {
      const response = await ask(path, sent, figures.writes);
      if (!response) await wait();
      return response;
    },
  };
}
