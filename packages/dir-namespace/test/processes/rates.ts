import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { exited, SOURCE_FLAGS } from "./worker-process.ts";

/** What each process does: it ends at whichever comes first. */
export interface RateOrder {
  readonly seconds: number;
  readonly creates: number;
  /** Whether all end as soon as one has made its creates. */
  readonly race?: boolean | undefined;
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
    fork(program, [root, `p${index}`], { execArgv: SOURCE_FLAGS, serialization: "advanced" }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message")));
  const started = performance.now();
  const results = await Promise.all(
    workers.map(async (worker) => {
      const answered = once(worker, "message");
      worker.send(order);
      const [result] = await answered;
      if (order.race) for (const other of workers) if (other.connected) other.send("end");
      return result as RateResult;
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(workers.map(exited));
  const created = results.reduce((sum, result) => sum + result.created, 0);
  return { processes: results, perSecond: created / seconds };
}
