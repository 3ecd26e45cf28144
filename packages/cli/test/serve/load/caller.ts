import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, type Sent, send } from "../support/http.ts";

/** How long answers took, in milliseconds, and how many requests got none. */
export interface Figures {
  readonly reads: number[];
  readonly writes: number[];
  /** Requests without an answer, or with one that says that the server is shutting down. */
  unanswered: number;
  /** Answers that nobody expected. */
  readonly surprises: string[];
}

/** Sends requests of one client and keeps the figures. */
export interface Caller {
  /** Asks until there is an answer. */
  read(path: string, sent?: Sent): Promise<Answer>;
  /** Asks once; undefined when nobody knows what became of it, false when it is certain that nothing did. */
  write(path: string, sent?: Sent): Promise<Answer | undefined | false>;
}

/** Makes one; `url` may change while the server is exchanged. */
export function createCaller(url: () => string, key: string, figures: Figures): Caller {
  const ask = async (path: string, sent: Sent, times: number[]): Promise<Answer | undefined | false> => {
    const started = performance.now();
    try {
      const answer = await send(url(), path, { key, ...sent });
      // It says that it did nothing.
      const isRefused = answer.status === 503 && answer.headers["retry-after"] !== undefined;
      if (isRefused) figures.unanswered++;
      else times.push(performance.now() - started);
      return isRefused ? false : answer;
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
        const answer = await ask(path, sent, figures.reads);
        if (answer) return answer;
        await wait();
      }
    },
    async write(path, sent = {}) {
      const answer = await ask(path, sent, figures.writes);
      if (!answer) await wait();
      return answer;
    },
  };
}
