import type { CallOptions } from "./call-options.ts";
import { UnsupportedError } from "./errors.ts";
import type { Namespace } from "./namespace.ts";

type Request<Name extends keyof Namespace> = Parameters<Namespace[Name]>[0];
type Answer<Name extends keyof Namespace> = ReturnType<Namespace[Name]>;

/**
 * A namespace that can do nothing yet: every operation rejects with UnsupportedError (0), which names it. A backend
 * extends this class and overrides what it can do; what the protocol gains later is then Unsupported and not a crash.
 */
export class BaseNamespace implements Namespace {
  createNamespace(_request: Request<"createNamespace">, _options?: CallOptions): Answer<"createNamespace"> {
    return unsupported("createNamespace");
  }
  listNamespaces(_request: Request<"listNamespaces">, _options?: CallOptions): Answer<"listNamespaces"> {
    return unsupported("listNamespaces");
  }
  describeNamespace(
    _request: Request<"describeNamespace">,
    _options?: CallOptions,
  ): Answer<"describeNamespace"> {
    return unsupported("describeNamespace");
  }
  dropNamespace(_request: Request<"dropNamespace">, _options?: CallOptions): Answer<"dropNamespace"> {
    return unsupported("dropNamespace");
  }
  namespaceExists(_request: Request<"namespaceExists">, _options?: CallOptions): Answer<"namespaceExists"> {
    return unsupported("namespaceExists");
  }
  listTables(_request: Request<"listTables">, _options?: CallOptions): Answer<"listTables"> {
    return unsupported("listTables");
  }
  listAllTables(_request: Request<"listAllTables">, _options?: CallOptions): Answer<"listAllTables"> {
    return unsupported("listAllTables");
  }
  createTable(_request: Request<"createTable">, _options?: CallOptions): Answer<"createTable"> {
    return unsupported("createTable");
  }
  declareTable(_request: Request<"declareTable">, _options?: CallOptions): Answer<"declareTable"> {
    return unsupported("declareTable");
  }
  registerTable(_request: Request<"registerTable">, _options?: CallOptions): Answer<"registerTable"> {
    return unsupported("registerTable");
  }
  describeTable(_request: Request<"describeTable">, _options?: CallOptions): Answer<"describeTable"> {
    return unsupported("describeTable");
  }
  tableExists(_request: Request<"tableExists">, _options?: CallOptions): Answer<"tableExists"> {
    return unsupported("tableExists");
  }
  dropTable(_request: Request<"dropTable">, _options?: CallOptions): Answer<"dropTable"> {
    return unsupported("dropTable");
  }
  deregisterTable(_request: Request<"deregisterTable">, _options?: CallOptions): Answer<"deregisterTable"> {
    return unsupported("deregisterTable");
  }
  renameTable(_request: Request<"renameTable">, _options?: CallOptions): Answer<"renameTable"> {
    return unsupported("renameTable");
  }
  getTableStats(_request: Request<"getTableStats">, _options?: CallOptions): Answer<"getTableStats"> {
    return unsupported("getTableStats");
  }
  insertIntoTable(_request: Request<"insertIntoTable">, _options?: CallOptions): Answer<"insertIntoTable"> {
    return unsupported("insertIntoTable");
  }
  mergeInsertIntoTable(
    _request: Request<"mergeInsertIntoTable">,
    _options?: CallOptions,
  ): Answer<"mergeInsertIntoTable"> {
    return unsupported("mergeInsertIntoTable");
  }
  updateTable(_request: Request<"updateTable">, _options?: CallOptions): Answer<"updateTable"> {
    return unsupported("updateTable");
  }
  deleteFromTable(_request: Request<"deleteFromTable">, _options?: CallOptions): Answer<"deleteFromTable"> {
    return unsupported("deleteFromTable");
  }
  queryTable(_request: Request<"queryTable">, _options?: CallOptions): Answer<"queryTable"> {
    return unsupported("queryTable");
  }
  countTableRows(_request: Request<"countTableRows">, _options?: CallOptions): Answer<"countTableRows"> {
    return unsupported("countTableRows");
  }
  explainTableQueryPlan(
    _request: Request<"explainTableQueryPlan">,
    _options?: CallOptions,
  ): Answer<"explainTableQueryPlan"> {
    return unsupported("explainTableQueryPlan");
  }
  analyzeTableQueryPlan(
    _request: Request<"analyzeTableQueryPlan">,
    _options?: CallOptions,
  ): Answer<"analyzeTableQueryPlan"> {
    return unsupported("analyzeTableQueryPlan");
  }
  alterTableAddColumns(
    _request: Request<"alterTableAddColumns">,
    _options?: CallOptions,
  ): Answer<"alterTableAddColumns"> {
    return unsupported("alterTableAddColumns");
  }
  alterTableAlterColumns(
    _request: Request<"alterTableAlterColumns">,
    _options?: CallOptions,
  ): Answer<"alterTableAlterColumns"> {
    return unsupported("alterTableAlterColumns");
  }
  alterTableDropColumns(
    _request: Request<"alterTableDropColumns">,
    _options?: CallOptions,
  ): Answer<"alterTableDropColumns"> {
    return unsupported("alterTableDropColumns");
  }
  alterTableBackfillColumns(
    _request: Request<"alterTableBackfillColumns">,
    _options?: CallOptions,
  ): Answer<"alterTableBackfillColumns"> {
    return unsupported("alterTableBackfillColumns");
  }
  updateFieldMetadata(
    _request: Request<"updateFieldMetadata">,
    _options?: CallOptions,
  ): Answer<"updateFieldMetadata"> {
    return unsupported("updateFieldMetadata");
  }
  updateTableSchemaMetadata(
    _request: Request<"updateTableSchemaMetadata">,
    _options?: CallOptions,
  ): Answer<"updateTableSchemaMetadata"> {
    return unsupported("updateTableSchemaMetadata");
  }
  createTableIndex(
    _request: Request<"createTableIndex">,
    _options?: CallOptions,
  ): Answer<"createTableIndex"> {
    return unsupported("createTableIndex");
  }
  createTableScalarIndex(
    _request: Request<"createTableScalarIndex">,
    _options?: CallOptions,
  ): Answer<"createTableScalarIndex"> {
    return unsupported("createTableScalarIndex");
  }
  listTableIndices(
    _request: Request<"listTableIndices">,
    _options?: CallOptions,
  ): Answer<"listTableIndices"> {
    return unsupported("listTableIndices");
  }
  describeTableIndexStats(
    _request: Request<"describeTableIndexStats">,
    _options?: CallOptions,
  ): Answer<"describeTableIndexStats"> {
    return unsupported("describeTableIndexStats");
  }
  dropTableIndex(_request: Request<"dropTableIndex">, _options?: CallOptions): Answer<"dropTableIndex"> {
    return unsupported("dropTableIndex");
  }
  listTableVersions(
    _request: Request<"listTableVersions">,
    _options?: CallOptions,
  ): Answer<"listTableVersions"> {
    return unsupported("listTableVersions");
  }
  createTableVersion(
    _request: Request<"createTableVersion">,
    _options?: CallOptions,
  ): Answer<"createTableVersion"> {
    return unsupported("createTableVersion");
  }
  describeTableVersion(
    _request: Request<"describeTableVersion">,
    _options?: CallOptions,
  ): Answer<"describeTableVersion"> {
    return unsupported("describeTableVersion");
  }
  batchCreateTableVersions(
    _request: Request<"batchCreateTableVersions">,
    _options?: CallOptions,
  ): Answer<"batchCreateTableVersions"> {
    return unsupported("batchCreateTableVersions");
  }
  batchDeleteTableVersions(
    _request: Request<"batchDeleteTableVersions">,
    _options?: CallOptions,
  ): Answer<"batchDeleteTableVersions"> {
    return unsupported("batchDeleteTableVersions");
  }
  batchCommitTables(
    _request: Request<"batchCommitTables">,
    _options?: CallOptions,
  ): Answer<"batchCommitTables"> {
    return unsupported("batchCommitTables");
  }
  restoreTable(_request: Request<"restoreTable">, _options?: CallOptions): Answer<"restoreTable"> {
    return unsupported("restoreTable");
  }
  listTableTags(_request: Request<"listTableTags">, _options?: CallOptions): Answer<"listTableTags"> {
    return unsupported("listTableTags");
  }
  getTableTagVersion(
    _request: Request<"getTableTagVersion">,
    _options?: CallOptions,
  ): Answer<"getTableTagVersion"> {
    return unsupported("getTableTagVersion");
  }
  createTableTag(_request: Request<"createTableTag">, _options?: CallOptions): Answer<"createTableTag"> {
    return unsupported("createTableTag");
  }
  updateTableTag(_request: Request<"updateTableTag">, _options?: CallOptions): Answer<"updateTableTag"> {
    return unsupported("updateTableTag");
  }
  deleteTableTag(_request: Request<"deleteTableTag">, _options?: CallOptions): Answer<"deleteTableTag"> {
    return unsupported("deleteTableTag");
  }
  listTableBranches(
    _request: Request<"listTableBranches">,
    _options?: CallOptions,
  ): Answer<"listTableBranches"> {
    return unsupported("listTableBranches");
  }
  createTableBranch(
    _request: Request<"createTableBranch">,
    _options?: CallOptions,
  ): Answer<"createTableBranch"> {
    return unsupported("createTableBranch");
  }
  deleteTableBranch(
    _request: Request<"deleteTableBranch">,
    _options?: CallOptions,
  ): Answer<"deleteTableBranch"> {
    return unsupported("deleteTableBranch");
  }
  createMaterializedView(
    _request: Request<"createMaterializedView">,
    _options?: CallOptions,
  ): Answer<"createMaterializedView"> {
    return unsupported("createMaterializedView");
  }
  refreshMaterializedView(
    _request: Request<"refreshMaterializedView">,
    _options?: CallOptions,
  ): Answer<"refreshMaterializedView"> {
    return unsupported("refreshMaterializedView");
  }
  describeTransaction(
    _request: Request<"describeTransaction">,
    _options?: CallOptions,
  ): Answer<"describeTransaction"> {
    return unsupported("describeTransaction");
  }
  alterTransaction(
    _request: Request<"alterTransaction">,
    _options?: CallOptions,
  ): Answer<"alterTransaction"> {
    return unsupported("alterTransaction");
  }
}

function unsupported(operation: keyof Namespace): Promise<never> {
  return Promise.reject(new UnsupportedError(`${operation} is not supported by this namespace.`));
}
