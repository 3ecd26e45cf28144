import { BaseNamespace, type Namespace } from "@lancetree/core";

/** The name of an operation of the contract. */
export type Operation = keyof Namespace;

/** The operations of the contract by what they are about: every one of them, once. */
export const subjects: Readonly<Record<string, readonly Operation[]>> = {
  namespaces: ["createNamespace", "listNamespaces", "describeNamespace", "namespaceExists", "dropNamespace"],
  tables: [
    "createTable",
    "declareTable",
    "registerTable",
    "listTables",
    "listAllTables",
    "describeTable",
    "tableExists",
    "renameTable",
    "dropTable",
    "deregisterTable",
    "getTableStats",
  ],
  rows: [
    "insertIntoTable",
    "mergeInsertIntoTable",
    "updateTable",
    "deleteFromTable",
    "queryTable",
    "countTableRows",
    "explainTableQueryPlan",
    "analyzeTableQueryPlan",
  ],
  columns: [
    "alterTableAddColumns",
    "alterTableAlterColumns",
    "alterTableDropColumns",
    "alterTableBackfillColumns",
    "updateFieldMetadata",
    "updateTableSchemaMetadata",
  ],
  indices: [
    "createTableIndex",
    "createTableScalarIndex",
    "listTableIndices",
    "describeTableIndexStats",
    "dropTableIndex",
  ],
  versions: [
    "listTableVersions",
    "describeTableVersion",
    "createTableVersion",
    "batchCreateTableVersions",
    "batchDeleteTableVersions",
    "batchCommitTables",
    "restoreTable",
  ],
  tags: ["createTableTag", "listTableTags", "getTableTagVersion", "updateTableTag", "deleteTableTag"],
  branches: ["createTableBranch", "listTableBranches", "deleteTableBranch"],
  "materialized views": ["createMaterializedView", "refreshMaterializedView"],
  transactions: ["describeTransaction", "alterTransaction"],
};

/** Every operation of the contract. */
export const operations: readonly Operation[] = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
  (name) => name !== "constructor",
) as Operation[];
