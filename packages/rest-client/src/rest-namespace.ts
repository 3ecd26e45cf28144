import { type CallOptions, type Namespace, type Pages, paginate } from "@lancetree/core";
import { type Call, createCall, type RequestOf, type ResponseOf } from "./call.ts";
import { optionsFromProperties } from "./from-properties.ts";
import { RemoteTable } from "./remote-table.ts";
import { type RestNamespaceOptions, validateOptions } from "./rest-options.ts";
import type { OperationName } from "./transport.ts";

type Response_<Name extends OperationName> = Promise<ResponseOf<Name>>;

/**
 * A catalog that speaks the Lance REST protocol. Every operation is one HTTP request, tried again where that is safe.
 *
 * - A call that gets no answer rejects with ServiceUnavailableError (17); after several attempts its `cause` is an
 *   AggregateError of all of them. Where a change may have happened, the message says so.
 * - Whatever the catalog answers instead of a success becomes the error class of its code; without a code, the class
 *   that status and operation suggest.
 * - A request's `identity`, and entries `header.<name>` of its `context`, travel as headers and are in no body.
 * - Rows of `queryTable` arrive while they are read. Read them to the end or leave the loop: until then they hold a
 *   connection.
 */
export class RestNamespace implements Namespace {
  readonly #call: Call;

  /**
   * Does not connect.
   *
   * @throws InvalidInputError naming the option that is wrong
   */
  constructor(options: RestNamespaceOptions) {
    this.#call = createCall(validateOptions(options));
  }

  /**
   * Makes a client from the flat map of strings that other Lance clients are configured with: `uri`, `delimiter`,
   * `header.<name>`, `headers.<name>`. Unknown keys are ignored.
   *
   * @throws InvalidInputError without `uri`, UnsupportedError for `tls.*`, `dynamic_context_provider.*` and `rest.auth.*`
   */
  static fromProperties(
    properties: Readonly<Record<string, string>>,
    options: Pick<RestNamespaceOptions, "name"> = {},
  ): RestNamespace {
    return new RestNamespace({ ...optionsFromProperties(properties), ...options });
  }

  /** A table whose rows are read and changed through the catalog. Asks the catalog nothing. */
  table(path: readonly string[]): RemoteTable {
    return new RemoteTable(this, path);
  }

  /**
   * The names of all tables directly inside a namespace, page by page as they are needed.
   *
   * The loop rejects as `listTables` does.
   */
  tables(path: readonly string[] = [], options?: CallOptions): Pages<ResponseOf<"listTables">, string> {
    return paginate(
      (token) => this.listTables({ id: [...path], page_token: token }, options),
      (page) => page.tables,
      { signal: options?.signal },
    );
  }

  /**
   * The names of all namespaces directly inside a namespace, page by page as they are needed.
   *
   * The loop rejects as `listNamespaces` does.
   */
  namespaces(
    path: readonly string[] = [],
    options?: CallOptions,
  ): Pages<ResponseOf<"listNamespaces">, string> {
    return paginate(
      (token) => this.listNamespaces({ id: [...path], page_token: token }, options),
      (page) => page.namespaces,
      { signal: options?.signal },
    );
  }

  createNamespace(
    request: RequestOf<"createNamespace">,
    options?: CallOptions,
  ): Response_<"createNamespace"> {
    return this.#call("createNamespace", request, options);
  }
  listNamespaces(request: RequestOf<"listNamespaces">, options?: CallOptions): Response_<"listNamespaces"> {
    return this.#call("listNamespaces", request, options);
  }
  describeNamespace(
    request: RequestOf<"describeNamespace">,
    options?: CallOptions,
  ): Response_<"describeNamespace"> {
    return this.#call("describeNamespace", request, options);
  }
  dropNamespace(request: RequestOf<"dropNamespace">, options?: CallOptions): Response_<"dropNamespace"> {
    return this.#call("dropNamespace", request, options);
  }
  namespaceExists(
    request: RequestOf<"namespaceExists">,
    options?: CallOptions,
  ): Response_<"namespaceExists"> {
    return this.#call("namespaceExists", request, options);
  }
  listTables(request: RequestOf<"listTables">, options?: CallOptions): Response_<"listTables"> {
    return this.#call("listTables", request, options);
  }
  listAllTables(request: RequestOf<"listAllTables">, options?: CallOptions): Response_<"listAllTables"> {
    return this.#call("listAllTables", request, options);
  }
  createTable(request: RequestOf<"createTable">, options?: CallOptions): Response_<"createTable"> {
    return this.#call("createTable", request, options);
  }
  declareTable(request: RequestOf<"declareTable">, options?: CallOptions): Response_<"declareTable"> {
    return this.#call("declareTable", request, options);
  }
  registerTable(request: RequestOf<"registerTable">, options?: CallOptions): Response_<"registerTable"> {
    return this.#call("registerTable", request, options);
  }
  describeTable(request: RequestOf<"describeTable">, options?: CallOptions): Response_<"describeTable"> {
    return this.#call("describeTable", request, options);
  }
  tableExists(request: RequestOf<"tableExists">, options?: CallOptions): Response_<"tableExists"> {
    return this.#call("tableExists", request, options);
  }
  dropTable(request: RequestOf<"dropTable">, options?: CallOptions): Response_<"dropTable"> {
    return this.#call("dropTable", request, options);
  }
  deregisterTable(
    request: RequestOf<"deregisterTable">,
    options?: CallOptions,
  ): Response_<"deregisterTable"> {
    return this.#call("deregisterTable", request, options);
  }
  renameTable(request: RequestOf<"renameTable">, options?: CallOptions): Response_<"renameTable"> {
    return this.#call("renameTable", request, options);
  }
  getTableStats(request: RequestOf<"getTableStats">, options?: CallOptions): Response_<"getTableStats"> {
    return this.#call("getTableStats", request, options);
  }
  insertIntoTable(
    request: RequestOf<"insertIntoTable">,
    options?: CallOptions,
  ): Response_<"insertIntoTable"> {
    return this.#call("insertIntoTable", request, options);
  }
  mergeInsertIntoTable(
    request: RequestOf<"mergeInsertIntoTable">,
    options?: CallOptions,
  ): Response_<"mergeInsertIntoTable"> {
    return this.#call("mergeInsertIntoTable", request, options);
  }
  updateTable(request: RequestOf<"updateTable">, options?: CallOptions): Response_<"updateTable"> {
    return this.#call("updateTable", request, options);
  }
  deleteFromTable(
    request: RequestOf<"deleteFromTable">,
    options?: CallOptions,
  ): Response_<"deleteFromTable"> {
    return this.#call("deleteFromTable", request, options);
  }
  queryTable(request: RequestOf<"queryTable">, options?: CallOptions): Response_<"queryTable"> {
    return this.#call("queryTable", request, options);
  }
  countTableRows(request: RequestOf<"countTableRows">, options?: CallOptions): Response_<"countTableRows"> {
    return this.#call("countTableRows", request, options);
  }
  explainTableQueryPlan(
    request: RequestOf<"explainTableQueryPlan">,
    options?: CallOptions,
  ): Response_<"explainTableQueryPlan"> {
    return this.#call("explainTableQueryPlan", request, options);
  }
  analyzeTableQueryPlan(
    request: RequestOf<"analyzeTableQueryPlan">,
    options?: CallOptions,
  ): Response_<"analyzeTableQueryPlan"> {
    return this.#call("analyzeTableQueryPlan", request, options);
  }
  alterTableAddColumns(
    request: RequestOf<"alterTableAddColumns">,
    options?: CallOptions,
  ): Response_<"alterTableAddColumns"> {
    return this.#call("alterTableAddColumns", request, options);
  }
  alterTableAlterColumns(
    request: RequestOf<"alterTableAlterColumns">,
    options?: CallOptions,
  ): Response_<"alterTableAlterColumns"> {
    return this.#call("alterTableAlterColumns", request, options);
  }
  alterTableDropColumns(
    request: RequestOf<"alterTableDropColumns">,
    options?: CallOptions,
  ): Response_<"alterTableDropColumns"> {
    return this.#call("alterTableDropColumns", request, options);
  }
  alterTableBackfillColumns(
    request: RequestOf<"alterTableBackfillColumns">,
    options?: CallOptions,
  ): Response_<"alterTableBackfillColumns"> {
    return this.#call("alterTableBackfillColumns", request, options);
  }
  updateFieldMetadata(
    request: RequestOf<"updateFieldMetadata">,
    options?: CallOptions,
  ): Response_<"updateFieldMetadata"> {
    return this.#call("updateFieldMetadata", request, options);
  }
  updateTableSchemaMetadata(
    request: RequestOf<"updateTableSchemaMetadata">,
    options?: CallOptions,
  ): Response_<"updateTableSchemaMetadata"> {
    return this.#call("updateTableSchemaMetadata", request, options);
  }
  createTableIndex(
    request: RequestOf<"createTableIndex">,
    options?: CallOptions,
  ): Response_<"createTableIndex"> {
    return this.#call("createTableIndex", request, options);
  }
  createTableScalarIndex(
    request: RequestOf<"createTableScalarIndex">,
    options?: CallOptions,
  ): Response_<"createTableScalarIndex"> {
    return this.#call("createTableScalarIndex", request, options);
  }
  listTableIndices(
    request: RequestOf<"listTableIndices">,
    options?: CallOptions,
  ): Response_<"listTableIndices"> {
    return this.#call("listTableIndices", request, options);
  }
  describeTableIndexStats(
    request: RequestOf<"describeTableIndexStats">,
    options?: CallOptions,
  ): Response_<"describeTableIndexStats"> {
    return this.#call("describeTableIndexStats", request, options);
  }
  dropTableIndex(request: RequestOf<"dropTableIndex">, options?: CallOptions): Response_<"dropTableIndex"> {
    return this.#call("dropTableIndex", request, options);
  }
  listTableVersions(
    request: RequestOf<"listTableVersions">,
    options?: CallOptions,
  ): Response_<"listTableVersions"> {
    return this.#call("listTableVersions", request, options);
  }
  createTableVersion(
    request: RequestOf<"createTableVersion">,
    options?: CallOptions,
  ): Response_<"createTableVersion"> {
    return this.#call("createTableVersion", request, options);
  }
  describeTableVersion(
    request: RequestOf<"describeTableVersion">,
    options?: CallOptions,
  ): Response_<"describeTableVersion"> {
    return this.#call("describeTableVersion", request, options);
  }
  batchCreateTableVersions(
    request: RequestOf<"batchCreateTableVersions">,
    options?: CallOptions,
  ): Response_<"batchCreateTableVersions"> {
    return this.#call("batchCreateTableVersions", request, options);
  }
  batchDeleteTableVersions(
    request: RequestOf<"batchDeleteTableVersions">,
    options?: CallOptions,
  ): Response_<"batchDeleteTableVersions"> {
    return this.#call("batchDeleteTableVersions", request, options);
  }
  batchCommitTables(
    request: RequestOf<"batchCommitTables">,
    options?: CallOptions,
  ): Response_<"batchCommitTables"> {
    return this.#call("batchCommitTables", request, options);
  }
  restoreTable(request: RequestOf<"restoreTable">, options?: CallOptions): Response_<"restoreTable"> {
    return this.#call("restoreTable", request, options);
  }
  listTableTags(request: RequestOf<"listTableTags">, options?: CallOptions): Response_<"listTableTags"> {
    return this.#call("listTableTags", request, options);
  }
  getTableTagVersion(
    request: RequestOf<"getTableTagVersion">,
    options?: CallOptions,
  ): Response_<"getTableTagVersion"> {
    return this.#call("getTableTagVersion", request, options);
  }
  createTableTag(request: RequestOf<"createTableTag">, options?: CallOptions): Response_<"createTableTag"> {
    return this.#call("createTableTag", request, options);
  }
  updateTableTag(request: RequestOf<"updateTableTag">, options?: CallOptions): Response_<"updateTableTag"> {
    return this.#call("updateTableTag", request, options);
  }
  deleteTableTag(request: RequestOf<"deleteTableTag">, options?: CallOptions): Response_<"deleteTableTag"> {
    return this.#call("deleteTableTag", request, options);
  }
  listTableBranches(
    request: RequestOf<"listTableBranches">,
    options?: CallOptions,
  ): Response_<"listTableBranches"> {
    return this.#call("listTableBranches", request, options);
  }
  createTableBranch(
    request: RequestOf<"createTableBranch">,
    options?: CallOptions,
  ): Response_<"createTableBranch"> {
    return this.#call("createTableBranch", request, options);
  }
  deleteTableBranch(
    request: RequestOf<"deleteTableBranch">,
    options?: CallOptions,
  ): Response_<"deleteTableBranch"> {
    return this.#call("deleteTableBranch", request, options);
  }
  createMaterializedView(
    request: RequestOf<"createMaterializedView">,
    options?: CallOptions,
  ): Response_<"createMaterializedView"> {
    return this.#call("createMaterializedView", request, options);
  }
  refreshMaterializedView(
    request: RequestOf<"refreshMaterializedView">,
    options?: CallOptions,
  ): Response_<"refreshMaterializedView"> {
    return this.#call("refreshMaterializedView", request, options);
  }
  describeTransaction(
    request: RequestOf<"describeTransaction">,
    options?: CallOptions,
  ): Response_<"describeTransaction"> {
    return this.#call("describeTransaction", request, options);
  }
  alterTransaction(
    request: RequestOf<"alterTransaction">,
    options?: CallOptions,
  ): Response_<"alterTransaction"> {
    return this.#call("alterTransaction", request, options);
  }
}
