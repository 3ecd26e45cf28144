import type { Namespace } from "@lancetree/core";
import type { WorkerJob } from "./messages.ts";
import { WorkerPool } from "./worker-pool.ts";

/** Processes that run operations that LanceDB cannot abort; killing the process aborts the operation. */
export interface TableWorkers {
  /**
   * Runs one operation in a worker process. Rejects as the operation does; with the signal's reason when the signal
   * is aborted, which also kills the process; and with ServiceUnavailable (17) when the operating system ends the
   * process, for example because memory is short.
   *
   * @param namespace - returns the locations of tables
   */
  run(job: WorkerJob, namespace: Pick<Namespace, "describeTable">, signal?: AbortSignal): Promise<unknown>;
  /** Ends all processes and the operations that they run. */
  close(): void;
}

/**
 * Starts worker processes as they are needed. Operations that change tables and operations that only read them have
 * separate processes, so that neither waits for the other. A process ends after five minutes without an operation.
 *
 * @param most - the maximum number of processes of each kind; further operations wait
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
