import type { CallOptions, ErrorResponse } from "@lancetree/core";
import type { TableEngineOptions } from "./engine.ts";

/** Set in the environment of workers. */
export const workerVariable = "LANCETREE_TABLE_WORKER";

/** An operation whose work LanceDB cannot end, so that it ends with the process that does it. */
export type WorkerOperation =
  | "alterTableAddColumns"
  | "analyzeTableQueryPlan"
  | "countTableRows"
  | "createTableIndex"
  | "createTableScalarIndex"
  | "deleteFromTable"
  | "refreshMaterializedView"
  | "updateTable";

export const workerOperations: readonly WorkerOperation[] = [
  "alterTableAddColumns",
  "analyzeTableQueryPlan",
  "countTableRows",
  "createTableIndex",
  "createTableScalarIndex",
  "deleteFromTable",
  "refreshMaterializedView",
  "updateTable",
];

/** One operation for a worker. It does one after the other. */
export interface WorkerJob {
  readonly operation: WorkerOperation;
  readonly request: object;
  readonly options: Omit<CallOptions, "signal">;
  readonly engine: Pick<TableEngineOptions, "storageOptions" | "cacheBytes" | "readConsistencyInterval">;
  readonly boundedSql: boolean;
}

export type ToWorker =
  | { readonly kind: "job"; readonly job: WorkerJob }
  /** What `describeTable` came to. */
  | { readonly kind: "answer"; readonly id: number; readonly outcome: Outcome };

export type FromWorker =
  | { readonly kind: "ready" }
  /** The worker asks the catalog where a table is. */
  | {
      readonly kind: "describeTable";
      readonly id: number;
      readonly request: object;
      readonly options: Omit<CallOptions, "signal">;
    }
  | { readonly kind: "done"; readonly outcome: Outcome };

export type Outcome = { readonly value: unknown } | { readonly error: ErrorResponse };
