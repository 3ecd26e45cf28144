import type { OperationName } from "@lancetree/spec";

/** What a key may do, each one all that those before it may: look, change tables, change the tree. */
export const roles = ["read", "write", "admin"] as const;

export type Role = (typeof roles)[number];

/**
 * The role that each operation needs. `write` is all that can be done to tables and their rows, and to make namespaces; who
 * may delete all rows of a table may drop it, too. `admin` is what can take away a namespace with all that it holds, what
 * brings files into the catalog by their location, and what works on the records beneath tables.
 */
export const operationRoles: Readonly<Record<OperationName, Role>> = {
  listNamespaces: "read",
  describeNamespace: "read",
  namespaceExists: "read",
  createNamespace: "write",
  dropNamespace: "admin",
  listTables: "read",
  listAllTables: "read",
  describeTable: "read",
  tableExists: "read",
  getTableStats: "read",
  createTable: "write",
  declareTable: "write",
  dropTable: "write",
  renameTable: "write",
  registerTable: "admin",
  deregisterTable: "admin",
  queryTable: "read",
  countTableRows: "read",
  explainTableQueryPlan: "read",
  analyzeTableQueryPlan: "read",
  insertIntoTable: "write",
  mergeInsertIntoTable: "write",
  updateTable: "write",
  deleteFromTable: "write",
  alterTableAddColumns: "write",
  alterTableAlterColumns: "write",
  alterTableDropColumns: "write",
  alterTableBackfillColumns: "write",
  updateFieldMetadata: "write",
  updateTableSchemaMetadata: "write",
  createTableIndex: "write",
  createTableScalarIndex: "write",
  dropTableIndex: "write",
  listTableIndices: "read",
  describeTableIndexStats: "read",
  listTableVersions: "read",
  describeTableVersion: "read",
  restoreTable: "write",
  createTableVersion: "admin",
  batchCreateTableVersions: "admin",
  batchDeleteTableVersions: "admin",
  batchCommitTables: "admin",
  listTableTags: "read",
  getTableTagVersion: "read",
  createTableTag: "write",
  updateTableTag: "write",
  deleteTableTag: "write",
  listTableBranches: "read",
  createTableBranch: "write",
  deleteTableBranch: "write",
  createMaterializedView: "admin",
  refreshMaterializedView: "write",
  describeTransaction: "admin",
  alterTransaction: "admin",
};

/** Whether a role is enough where another one is needed. */
export function reaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
