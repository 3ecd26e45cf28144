import type { Schemas } from "@lancetree/spec";
import type { CallOptions } from "../call-options.ts";

export type CreateMaterializedViewRequest = Schemas["CreateMaterializedViewRequest"];
export type CreateMaterializedViewResponse = Schemas["CreateMaterializedViewResponse"];
export type RefreshMaterializedViewRequest = Schemas["RefreshMaterializedViewRequest"];
export type RefreshMaterializedViewResponse = Schemas["RefreshMaterializedViewResponse"];

/** Operations on materialized views. */
export interface ViewOperations {
  /**
   * Creates a materialized view, and starts a job to fill it unless `with_no_data`.
   *
   * Rejects with TableAlreadyExistsError (5) when the name is taken.
   */
  createMaterializedView(
    request: CreateMaterializedViewRequest,
    options?: CallOptions,
  ): Promise<CreateMaterializedViewResponse>;

  /**
   * Starts a job that brings a materialized view up to date, and answers with the job's id.
   *
   * Rejects with TableNotFoundError (4).
   */
  refreshMaterializedView(
    request: RefreshMaterializedViewRequest,
    options?: CallOptions,
  ): Promise<RefreshMaterializedViewResponse>;
}
