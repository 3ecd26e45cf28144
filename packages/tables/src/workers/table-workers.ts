import type { Namespace } from "@lancetree/core";
import type { WorkerJob } from "./messages.ts";
import { WorkerPool } from "./worker-pool.ts";

/** Processes that do what LanceDB cannot end: they are killed when it is to end. */
export interface TableWorkers {
  /**
   * Does one operation in a process of its own. Rejects as the operation does, with the signal's reason when that is aborted, which also
   * kills the process, and with ServiceUnavailable (17) when the system ends the process, as it does where memory is short.
   *
   * @param namespace - is asked where tables are
   */
  run(job: WorkerJob, namespace: Pick<Namespace, "describeTable">, signal?: AbortSignal): Promise<unknown>;
  /** Ends all processes; what they do is given up. */
  close(): void;
}

/**
 * Operations that change tables and those that only read them have processes apart, so that neither wait for the other. A process starts
 * when it is first needed and ends when it was not for five minutes.
 *
 * @param most - how many processes there are of each kind at most; further operations wait
 */
export function openTableWorkers({ most }: { readonly most: number }): TableWorkers {
  const pools = { read: new WorkerPool(most), write: new WorkerPool(most) };
  return {
    run(job, namespace, signal) {
      const isRead = job.operation === "countTableRows" || job.operation === "analyzeTableQueryPlan";
      return pools[isRead ? "read" : "write"].run(job, namespace, signal);
    },
    close() {
      pools.read.close();
      pools.write.close();
    },
  };
}
