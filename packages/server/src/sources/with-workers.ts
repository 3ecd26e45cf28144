import { openTableWorkers, type TableWorkers } from "@lancetree/tables";
import type { CatalogSource } from "./catalog-source.ts";

/** Processes for operations that change tables, and as many for those that only read; a process that works takes some 100 MB. */
const maxWorkers = 4;

/** Opens a source whose operations run in worker processes, which end with it. Rejects as `open` does. */
export async function withWorkers(
  open: (workers: TableWorkers) => Promise<CatalogSource>,
): Promise<CatalogSource> {
  const workers = openTableWorkers({ maxProcesses: maxWorkers });
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
