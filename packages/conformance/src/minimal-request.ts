import { type OperationName } from "@lancetree/core";

const id = ["t"];
const data = new Uint8Array();

/** What each operation requires, and nothing that it does not use: either may be refused before anything else. */
const requests: { readonly [Name in OperationName]: object } = {
  alterTableAddColumns: { id, new_columns: [{ name: "x", expression: "1" }] },
  alterTableAlterColumns: { id, alterations: [{ path: "id", rename: "key" }] },
  alterTableBackfillColumns: { id, column: "id" },
  alterTableDropColumns: { id, columns: ["id"] },
  alterTransaction: { id, actions: [{ setStatusAction: { status: "Running" } }] },
  analyzeTableQueryPlan: { id, k: 1 },
  batchCommitTables: { operations: [] },
  batchCreateTableVersions: { entries: [] },
  batchDeleteTableVersions: { id, ranges: [{ start_version: 1, end_version: 2 }] },
  countTableRows: { id, version: 1, predicate: "true" },
  createMaterializedView: { id, kind: "query", source_query: "select 1", output_schema: "" },
  createNamespace: { id },
  createTable: { id, data },
  createTableBranch: { id, name: "b" },
  createTableIndex: { id, name: "b", column: "id", index_type: "BTREE" },
  createTableScalarIndex: { id, name: "b", column: "id", index_type: "BTREE" },
  createTableTag: { id, version: 1, tag: "v1" },
  createTableVersion: { id, version: 1, manifest_path: "t.lance/_versions/1.manifest" },
  declareTable: { id },
  deleteFromTable: { id, predicate: "true" },
  deleteTableBranch: { id, name: "b" },
  deleteTableTag: { id, tag: "v1" },
  deregisterTable: { id },
  describeNamespace: { id },
  describeTable: { id },
  describeTableIndexStats: { id, version: 1, index_name: "id_idx" },
  describeTableVersion: { id, version: 1 },
  describeTransaction: { id },
  dropNamespace: { id },
  dropTable: { id },
  dropTableIndex: { id, index_name: "id_idx" },
  explainTableQueryPlan: { id, query: { k: 1 } },
  getTableStats: { id },
  getTableTagVersion: { id, tag: "v1" },
  insertIntoTable: { id, data },
  listAllTables: {},
  listNamespaces: { id },
  listTableBranches: { id },
  listTableIndices: { id, version: 1 },
  listTableTags: { id },
  listTableVersions: { id },
  listTables: { id },
  mergeInsertIntoTable: { id, on: ["id"], data },
  namespaceExists: { id },
  queryTable: { id, k: 1 },
  refreshMaterializedView: { id },
  registerTable: { id, location: "t.lance" },
  renameTable: { id, new_table_name: "u" },
  restoreTable: { id, version: 1 },
  tableExists: { id, version: 1 },
  updateFieldMetadata: { id, updates: [{ path: "id", metadata: { a: "1" } }] },
  updateTable: { id, predicate: "true", updates: [["id", "1"]] },
  updateTableSchemaMetadata: { id },
  updateTableTag: { id, version: 1, tag: "v1" },
};

/** A request that has everything which an operation requires, about the table `t` unless `fields` say otherwise. */
export function minimalRequest(operation: OperationName, fields: object = {}): object {
  return { ...requests[operation], ...fields };
}
