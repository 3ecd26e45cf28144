import type { Namespace } from "@lancetree/core";
import { batchCommitTables } from "./batch-commit-tables.ts";
import { createTableBranch, deleteTableBranch, listTableBranches } from "./branches.ts";
import { alterTableAddColumns, alterTableAlterColumns, alterTableDropColumns } from "./change-columns.ts";
import { countTableRows } from "./count-table-rows.ts";
import { deleteFromTable } from "./delete-from-table.ts";
import { getTableStats } from "./get-table-stats.ts";
import {
  createTableIndex,
  createTableScalarIndex,
  describeTableIndexStats,
  dropTableIndex,
  listTableIndices,
} from "./indices.ts";
import { insertIntoTable } from "./insert-into-table.ts";
import { createMaterializedView, refreshMaterializedView } from "./materialized-views.ts";
import { mergeInsertIntoTable } from "./merge-insert-into-table.ts";
import { analyzeTableQueryPlan, explainTableQueryPlan } from "./query-plans.ts";
import { queryTable } from "./query-table.ts";
import { batchCreateTableVersions, batchDeleteTableVersions, createTableVersion } from "./record-versions.ts";
import type { DataContext } from "./table-access.ts";
import { createTableTag, deleteTableTag, getTableTagVersion, listTableTags, updateTableTag } from "./tags.ts";
import { updateFieldMetadata } from "./update-field-metadata.ts";
import { updateTable } from "./update-table.ts";
import { describeTableVersion, listTableVersions, restoreTable } from "./versions.ts";

/** The operations of the spec that run on LanceDB, at the location that a namespace returns. */
export const operations: {
  readonly [Name in keyof Namespace]?: (
    context: DataContext,
    ...parameters: Parameters<Namespace[Name]>
  ) => ReturnType<Namespace[Name]>;
} = {
  insertIntoTable,
  mergeInsertIntoTable,
  updateTable,
  deleteFromTable,
  queryTable,
  countTableRows,
  explainTableQueryPlan,
  analyzeTableQueryPlan,
  alterTableAddColumns,
  alterTableAlterColumns,
  alterTableDropColumns,
  updateFieldMetadata,
  getTableStats,
  createTableIndex,
  createTableScalarIndex,
  listTableIndices,
  describeTableIndexStats,
  dropTableIndex,
  listTableTags,
  getTableTagVersion,
  createTableTag,
  updateTableTag,
  deleteTableTag,
  listTableBranches,
  createTableBranch,
  deleteTableBranch,
  listTableVersions,
  describeTableVersion,
  restoreTable,
  createTableVersion,
  batchCreateTableVersions,
  batchDeleteTableVersions,
  batchCommitTables,
  createMaterializedView,
  refreshMaterializedView,
};
