import { type OperationName } from "@lancetree/core";
import type { Rule } from "../rule.ts";
import { dataColumns } from "./columns.ts";
import { dataIndices } from "./indices.ts";
import { missingTables } from "./missing-tables.ts";
import { dataQueries } from "./queries.ts";
import { dataRefs } from "./refs.ts";
import { dataRows } from "./rows.ts";
import { dataTables } from "./tables.ts";
import { dataVersions } from "./versions.ts";
import { dataViews } from "./views.ts";

/** Every rule about what is inside of tables. */
export const dataRules: readonly Rule[] = [
  dataTables,
  dataRows,
  dataQueries,
  dataColumns,
  dataIndices,
  dataRefs,
  dataVersions,
  dataViews,
  missingTables,
];

/** The operations that write or read rows, and so need Arrow. */
export const arrowOperations: readonly OperationName[] = [
  "insertIntoTable",
  "mergeInsertIntoTable",
  "queryTable",
];

/** The operations that record versions, and so need a writer that leaves the commit to the catalog. */
export const recordingOperations: readonly OperationName[] = [
  "createTableVersion",
  "batchCreateTableVersions",
  "batchCommitTables",
];
