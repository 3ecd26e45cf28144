import type { Namespace } from "@lancetree/core";

/** Those among the operations that {@link unsupportedReasons} tells about. */
export type UnsupportedOperation = Extract<
  keyof Namespace,
  | "alterTableBackfillColumns"
  | "refreshMaterializedView"
  | "createMaterializedView"
  | "describeTransaction"
  | "alterTransaction"
  | "updateTableSchemaMetadata"
>;

/** Operations that LanceDB for JavaScript cannot do, each with the reason. A namespace that can do them itself still does. */
export const unsupportedReasons: Readonly<Record<UnsupportedOperation, string>> = {
  alterTableBackfillColumns:
    "Backfills are jobs of a server that runs them; LanceDB for JavaScript has none.",
  refreshMaterializedView:
    "Materialized views are jobs of a server that runs them; a catalog of tables has none.",
  createMaterializedView:
    "Materialized views are jobs of a server that runs them; a catalog of tables has none.",
  describeTransaction: "LanceDB commits in one step and keeps no transactions to look at.",
  alterTransaction: "LanceDB commits in one step and keeps no transactions to change.",
  updateTableSchemaMetadata: "LanceDB for JavaScript cannot change the metadata of a schema.",
};
