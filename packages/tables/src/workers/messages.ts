import type { CallOptions, ErrorResponse } from "@lancetree/core";
import type { TableResolver } from "../engine/resolve-table.ts";
import type { TableEngineOptions } from "../engine/table-engine.ts";

/** Set in the environment of workers. */
export const workerVariable = "LANCETREE_TABLE_WORKER";

/** The operations that LanceDB cannot abort, so that ending their process is the only way to end them. */
export const workerOperations = [
  "alterTableAddColumns",
  "analyzeTableQueryPlan",
  "countTableRows",
  "createTableIndex",
  "createTableScalarIndex",
  "deleteFromTable",
  "refreshMaterializedView",
  "updateTable",
] as const;

export type WorkerOperation = (typeof workerOperations)[number];

/** The options of a call that are sent to a worker. */
export type WorkerOptions = Omit<CallOptions, "signal" | "onHeldRows" | "caller">;

/** One operation for a worker, which runs one at a time. */
export interface WorkerJob {
  readonly operation: WorkerOperation;
  readonly request: object;
  readonly options: WorkerOptions;
  readonly engine: Pick<TableEngineOptions, "storageOptions" | "cacheBytes" | "readConsistencyInterval">;
  readonly boundedSql: boolean;
}

export type ToWorker =
  | { readonly kind: "job"; readonly job: WorkerJob }
  /** The catalog's response. */
  | { readonly kind: "response"; readonly id: number; readonly outcome: Outcome };

export type FromWorker =
  | { readonly kind: "ready" }
  /** The worker asks the catalog for a table, or for its versions. */
  | {
      readonly kind: "ask";
      readonly question: keyof TableResolver;
      readonly id: number;
      readonly request: object;
      readonly options: WorkerOptions;
    }
  | { readonly kind: "done"; readonly outcome: Outcome };

export type Outcome = { readonly value: unknown } | { readonly error: ErrorResponse };
