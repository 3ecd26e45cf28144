import type { CallOptions } from "@lancetree/core";
import type { TableResolver } from "../engine/resolve-table.ts";
import type { WorkerJob } from "./messages.ts";
import { WorkerPool } from "./worker-pool.ts";

/** A pool of processes for operations that LanceDB cannot abort. Killing a process aborts its operation. */
export interface TableWorkers {
  /**
   * Runs one operation in a worker process. Rejects as the operation does; with the signal's reason if the signal is
   * aborted, which also kills the process; and with ServiceUnavailable (17) if the operating system kills the process,
   * for example because memory runs out.
   *
   * @param namespace - returns the locations of tables, and their versions if it keeps them
   */
  run(
    job: WorkerJob,
    namespace: TableResolver,
    options?: Pick<CallOptions, "signal" | "caller">,
  ): Promise<unknown>;
  /** Ends all processes and the operations that they run. */
  close(): void;
}

/** How many processes there are at most. */
export interface WorkerLimits {
  /** For operations that only read. */
  readonly maxReads: number;
  /** For operations that change tables. */
  readonly maxChanges: number;
}

/**
 * Creates a pool of worker processes, which start when they are needed. Operations that change tables and operations
 * that only read them have separate processes, so that neither waits for the other. A named caller leaves one process of
 * each kind to other callers, and a free process goes to the caller with the fewest. A process ends after five minutes
 * without an operation.
 *
 * @param limits - the maximum numbers of processes; further operations wait
 */
export function openTableWorkers({ maxReads, maxChanges }: WorkerLimits): TableWorkers {
  const pools = { read: new WorkerPool(maxReads), write: new WorkerPool(maxChanges) };
  return {
    run(job, namespace, { signal, caller } = {}) {
      const isRead = job.operation === "countTableRows" || job.operation === "analyzeTableQueryPlan";
      return pools[isRead ? "read" : "write"].run(job, namespace, signal, caller);
    },
    close() {
      pools.read.close();
      pools.write.close();
    },
  };
}
