import {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  type CallOptions,
  type CatalogExtensions,
  type FindObjectsRequest,
  type FindObjectsResponse,
  type ListDroppedRequest,
  type ListDroppedResponse,
  type ListNamespacesResponse,
  type ListTablesResponse,
  type ObjectFinding,
  type Pages,
  type PurgeDroppedRequest,
  type PurgeDroppedResponse,
  paginate,
  type UndropRequest,
  type UndropResponse,
} from "@lancetree/core";
import { type Call, createCall } from "./call.ts";
import { optionsFromProperties } from "./from-properties.ts";
import { RestOperations } from "./generated/rest-operations.ts";
import { RemoteTable } from "./remote-table.ts";
import { type RestNamespaceOptions, validateOptions } from "./rest-options.ts";

/**
 * A client for a catalog with the Lance REST protocol. Every operation is one HTTP request, which the client repeats
 * after a failure if that is safe.
 *
 * - A call without a response rejects with ServiceUnavailableError (17); after several attempts, its `cause` is an
 *   AggregateError of all of them. If the request may have changed something, the message says so.
 * - If the catalog responds with an error, the call rejects with the class of its code; without a code, status and
 *   operation determine the class.
 * - A request's `identity`, and entries `header.<name>` of its `context`, are sent as headers and not in the body.
 * - Rows of `queryTable` arrive while the caller reads them. They occupy a connection until the caller has read all of
 *   them or leaves the loop.
 */
export class RestNamespace extends RestOperations implements CatalogExtensions, ObjectFinding {
  readonly #call: Call;

  /**
   * Only checks the options; opens no connection.
   *
   * @throws InvalidInputError that names the invalid option
   */
  constructor(options: RestNamespaceOptions) {
    const call = createCall(validateOptions(options));
    super(call);
    this.#call = call;
  }

  /**
   * Creates a client from the flat map of strings that configures other Lance clients: `uri`, `delimiter`,
   * `header.<name>`, `headers.<name>`. Ignores unknown keys.
   *
   * @throws InvalidInputError without `uri`, UnsupportedError for `tls.*`, `dynamic_context_provider.*` and `rest.auth.*`
   */
  static fromProperties(
    properties: Readonly<Record<string, string>>,
    options: Pick<RestNamespaceOptions, "name"> = {},
  ): RestNamespace {
    return new RestNamespace({ ...optionsFromProperties(properties), ...options });
  }

  /**
   * Lists the dropped and overwritten objects that the catalog keeps. This operation and the next four need a server of Lancetree; with
   * other servers they reject with Unsupported (0).
   */
  listDropped(request: ListDroppedRequest, options?: CallOptions): Promise<ListDroppedResponse> {
    return this.#call("listDropped", request, options);
  }

  /** Brings back a dropped object, at its path or at a new one. */
  undrop(request: UndropRequest, options?: CallOptions): Promise<UndropResponse> {
    return this.#call("undrop", request, options);
  }

  /** Permanently removes the objects that were dropped longer ago than a time, with their files. */
  purgeDropped(request: PurgeDroppedRequest, options?: CallOptions): Promise<PurgeDroppedResponse> {
    return this.#call("purgeDropped", request, options);
  }

  /** Changes some properties of a namespace or a table, and keeps the others. */
  alterProperties(request: AlterPropertiesRequest, options?: CallOptions): Promise<AlterPropertiesResponse> {
    return this.#call("alterProperties", request, options);
  }

  /** Finds objects below a namespace, at any depth, by a part of their name. */
  findObjects(request: FindObjectsRequest, options?: CallOptions): Promise<FindObjectsResponse> {
    return this.#call("findObjects", request, options);
  }

  /** Returns a table whose rows are read and changed through the catalog. Sends no request. */
  table(path: readonly string[]): RemoteTable {
    return new RemoteTable(this, path);
  }

  /**
   * Iterates over the names of all tables directly inside a namespace, and requests each page when it is needed.
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
   * Iterates over the names of all namespaces directly inside a namespace, and requests each page when it is needed.
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
