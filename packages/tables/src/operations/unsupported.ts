import type { Namespace } from "@lancetree/core";

/** The operations in {@link unsupportedReasons}. */
export type UnsupportedOperation = Extract<
  keyof Namespace,
  "alterTableBackfillColumns" | "describeTransaction" | "alterTransaction" | "updateTableSchemaMetadata"
>;

/**
 * Operations that LanceDB for JavaScript does not support, each with the reason. If the wrapped namespace supports one
 * of them, it is still carried out.
 */
export const unsupportedReasons: Readonly<Record<UnsupportedOperation, string>> = {
  alterTableBackfillColumns:
    "Backfills are not supported: they are jobs on a server, and LanceDB for JavaScript does not run jobs.",
  describeTransaction:
    "Transactions are not supported: LanceDB commits in one step and stores no transactions that could be described.",
  alterTransaction:
    "Transactions are not supported: LanceDB commits in one step and stores no transactions that could be changed.",
  updateTableSchemaMetadata: "Changing the metadata of a schema is not supported by LanceDB for JavaScript.",
};
