import type { Job, JobInfo, Table } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import { BaseConnection } from "./base-connection.ts";

/** The methods of LanceDB's `Connection` that the catalog protocol has no operation for; each rejects with the reason. */
export abstract class UnsupportedMethods extends BaseConnection {
  override cloneTable(): Promise<Table> {
    return this.#refuse("cloneTable: the catalog protocol has no operation that clones a table");
  }

  override openJob(): Promise<Job> {
    return this.#refuse("openJob: the catalog protocol keeps no jobs");
  }

  override listJobs(): Promise<JobInfo[]> {
    return this.#refuse("listJobs: the catalog protocol keeps no jobs");
  }

  override cancelJob(): Promise<boolean> {
    return this.#refuse("cancelJob: the catalog protocol keeps no jobs");
  }

  async #refuse(reason: string): Promise<never> {
    this.requireOpen();
    throw new UnsupportedError(`On a namespace connection this is not supported: ${reason}.`);
  }
}
