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
 * A catalog that speaks the Lance REST protocol. Every operation is one HTTP request, tried again where that is safe.
 *
 * - A call without a response rejects with ServiceUnavailableError (17); after several attempts its `cause` is an
 *   AggregateError of all of them. Where a change may have happened, the message says so.
 * - A failure of the catalog rejects with the error class of its code; without a code, with the class that status and
 *   operation suggest.
 * - A request's `identity`, and entries `header.<name>` of its `context`, travel as headers and are in no body.
 * - Rows of `queryTable` arrive while they are read. Read them to the end or leave the loop: until then they hold a
 *   connection.
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
