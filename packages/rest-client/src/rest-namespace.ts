import {
  type CallOptions,
  type ListNamespacesResponse,
  type ListTablesResponse,
  type Pages,
  paginate,
} from "@lancetree/core";
import { createCall } from "./call.ts";
import { optionsFromProperties } from "./from-properties.ts";
import { RestOperations } from "./generated/rest-operations.ts";
import { RemoteTable } from "./remote-table.ts";
import { type RestNamespaceOptions, validateOptions } from "./rest-options.ts";

/**
 * A catalog that speaks the Lance REST protocol. Every operation is one HTTP request, which is repeated if that is
 * safe.
 *
 * - A call without a response rejects with ServiceUnavailableError (17); after several attempts its `cause` is an
 *   AggregateError of all of them. If a change may have been made, the message says so.
 * - An error of the catalog rejects with the class of its code; without a code, with the class that follows from the
 *   status and the operation.
 * - A request's `identity`, and entries `header.<name>` of its `context`, are sent as headers and not in the body.
 * - Rows of `queryTable` arrive while they are read. They occupy a connection until they are read to the end or the
 *   loop is left.
 */
export class RestNamespace extends RestOperations {
  /**
   * Does not connect.
   *
   * @throws InvalidInputError naming the option that is wrong
   */
  constructor(options: RestNamespaceOptions) {
    super(createCall(validateOptions(options)));
  }

  /**
   * Makes a client from the flat map of strings that configures other Lance clients: `uri`, `delimiter`,
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

  /** A table whose rows are read and changed through the catalog. Sends no request. */
  table(path: readonly string[]): RemoteTable {
    return new RemoteTable(this, path);
  }

  /**
   * The names of all tables directly inside a namespace, page by page as they are needed.
   *
   * The loop rejects as `listTables` does.
   */
  tables(path: readonly string[] = [], options?: CallOptions): Pages<ListTablesResponse, string> {
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
  namespaces(path: readonly string[] = [], options?: CallOptions): Pages<ListNamespacesResponse, string> {
    return paginate(
      (token) => this.listNamespaces({ id: [...path], page_token: token }, options),
      (page) => page.namespaces,
      { signal: options?.signal },
    );
  }
}
