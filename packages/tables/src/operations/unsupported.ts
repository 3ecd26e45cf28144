import type { Namespace } from "@lancetree/core";

/** The operations in {@link unsupportedReasons}. */
export type UnsupportedOperation = Extract<
  keyof Namespace,
  "alterTableBackfillColumns" | "describeTransaction" | "alterTransaction" | "updateTableSchemaMetadata"
>;

/** Operations that LanceDB for JavaScript cannot do, each with the reason. A namespace that can do them itself still does. */
export const unsupportedReasons: Readonly<Record<UnsupportedOperation, string>> = {
  alterTableBackfillColumns:
    "Backfills are not supported: they are jobs of a server that runs them, and LanceDB for JavaScript has none.",
  describeTransaction:
    "Transactions are not supported: LanceDB commits in one step and keeps none to look at.",
  alterTransaction: "Transactions are not supported: LanceDB commits in one step and keeps none to change.",
  updateTableSchemaMetadata: "Changing the metadata of a schema is not supported by LanceDB for JavaScript.",
};
