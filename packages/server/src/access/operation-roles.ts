import type { ServedOperation } from "@lancetree/rest-server";

/** What a key may do: `read` tables, `write` also changes them, `admin` also removes namespaces. */
export const roles = ["read", "write", "admin"] as const;

export type Role = (typeof roles)[number];

/**
 * The role that each operation needs. `write` allows everything on tables and their rows, and the creation of namespaces; a key
 * that may delete all rows of a table may also drop it. `admin` is for operations that remove a namespace with everything in it, add
 * files to the catalog by their location, or work on the version records of tables.
 */
export const operationRoles: Readonly<Record<ServedOperation, Role>> = {
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
  listDropped: "read",
  undrop: "write",
  purgeDropped: "admin",
  alterProperties: "write",
  findObjects: "read",
  whoAmI: "read",
};

/** Whether a role is enough where another one is needed. */
export function reaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
