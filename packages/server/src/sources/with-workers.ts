import { availableParallelism } from "node:os";
import { openTableWorkers, type TableWorkers } from "@lancetree/tables";
import type { CatalogSource } from "./catalog-source.ts";

/** Processes for operations that change tables; one may build an index for minutes. A process that works takes some 100 MB. */
const maxChanges = 4;
/** Processes for operations that only read. One of them keeps all processors busy, so that more than there are would only slow down others. */
const maxReads = Math.max(2, Math.min(maxChanges, availableParallelism()));

/** Opens a source whose operations run in worker processes, which end with it. Rejects as `open` does. */
export async function withWorkers(
  open: (workers: TableWorkers) => Promise<CatalogSource>,
): Promise<CatalogSource> {
  const workers = openTableWorkers({ maxReads, maxChanges });
  try {
    const source = await open(workers);
    return {
      ...source,
      async close() {
        workers.close();
        await source.close();
      },
    };
  } catch (error) {
    workers.close();
    throw error;
  }
}
