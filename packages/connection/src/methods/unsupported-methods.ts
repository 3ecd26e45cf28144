import type { Job, JobInfo, Table } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import { BaseConnection } from "./base-connection.ts";

/** The methods of LanceDB's `Connection` that the catalog protocol has no operation for; each rejects with the reason. */
export abstract class UnsupportedMethods extends BaseConnection {
  override cloneTable(): Promise<Table> {
    return this.#refuse("cloneTable", "has no operation that clones a table");
  }

  override openJob(): Promise<Job> {
    return this.#refuse("openJob", "has no operations on jobs");
  }

  override listJobs(): Promise<JobInfo[]> {
    return this.#refuse("listJobs", "has no operations on jobs");
  }

  override cancelJob(): Promise<boolean> {
    return this.#refuse("cancelJob", "has no operations on jobs");
  }

  async #refuse(method: string, reason: string): Promise<never> {
    this.requireOpen();
    throw new UnsupportedError(
      `${method} is not supported on a namespace connection: the catalog protocol ${reason}.`,
    );
  }
}
