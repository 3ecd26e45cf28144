import type { Namespace } from "@lancetree/core";

/** Operations that LanceDB for JavaScript cannot do, each with the reason. A namespace that can do them itself still does. */
export const unsupportedReasons = {
  alterTableBackfillColumns:
    "Backfills are jobs of a server that runs them; LanceDB for JavaScript has none.",
  refreshMaterializedView:
    "Materialized views are jobs of a server that runs them; a catalog of tables has none.",
  createMaterializedView:
    "Materialized views are jobs of a server that runs them; a catalog of tables has none.",
  describeTransaction: "LanceDB commits in one step and keeps no transactions to look at.",
  alterTransaction: "LanceDB commits in one step and keeps no transactions to change.",
  updateTableSchemaMetadata: "LanceDB for JavaScript cannot change the metadata of a schema.",
} as const satisfies Partial<Record<keyof Namespace, string>>;
