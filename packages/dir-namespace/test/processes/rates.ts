import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { exited, sourceFlags } from "./worker-process.ts";

/** What each process does: it ends at whichever comes first. */
export interface RateOrder {
  readonly seconds: number;
  readonly creates: number;
  /** All processes end when each has made this many creates, or one has made all of its own. */
  readonly share?: number | undefined;
}

export interface RateResult {
  readonly created: number;
  /** Milliseconds of the slowest create. */
  readonly slowest: number;
}

export interface Rates {
  readonly processes: readonly RateResult[];
  /** Creates of all processes in a second. */
  readonly perSecond: number;
}

/** Processes with one caller each begin to write at the same time. */
export async function measureRates(root: string, processes: number, order: RateOrder): Promise<Rates> {
  const program = fileURLToPath(new URL("./rate-worker.ts", import.meta.url));
  const workers = Array.from({ length: processes }, (_, index) =>
    fork(program, [root, `p${index}`], { execArgv: sourceFlags, serialization: "advanced" }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const started = performance.now();
  const endAll = (): void => {
    for (const worker of workers) if (worker.connected) worker.send("end");
  };
  let withoutShare = processes;
  const results = await Promise.all(
    workers.map(async (worker) => {
      const result = resultOf(worker, () => {
        withoutShare--;
        if (withoutShare === 0) endAll();
      });
      worker.send(order);
      await result;
      if (order.share !== undefined) endAll();
      return result;
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(workers.map(exited));
  const created = results.reduce((sum, result) => sum + result.created, 0);
  return { processes: results, perSecond: created / seconds };
}

/** The last message of a worker; the one before says that it has its share. */
function resultOf(worker: ChildProcess, onShare: () => void): Promise<RateResult> {
  return new Promise((resolve, reject) => {
    worker.once("exit", () => reject(new Error("A worker ended before it sent its result.")));
    worker.on("message", (message: "share" | RateResult) => {
      if (message === "share") onShare();
      else resolve(message);
    });
  });
}
