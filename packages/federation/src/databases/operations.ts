import {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  BaseNamespace,
  type CallOptions,
  type CatalogExtensions,
  type CloneTableRequest,
  type CloneTableResponse,
  type ListDroppedRequest,
  type ListDroppedResponse,
  type Namespace,
  operationNames,
  type PurgeDroppedRequest,
  type PurgeDroppedResponse,
  type TableCloning,
  type TablesAtRequest,
  type TablesAtResponse,
  type UndropRequest,
  type UndropResponse,
  UnsupportedError,
} from "@lancetree/core";

/** Operations that only some namespaces implement. */
type OptionalOperations = TableCloning & CatalogExtensions;

/** The name of any operation of the contract, or of those that only some namespaces implement. */
export type OperationName = keyof Namespace | keyof OptionalOperations;

/** Calls any operation. One signature cannot relate the request type to the operation's name. */
export type Call = (name: OperationName, request: object, options?: CallOptions) => Promise<unknown>;

/** A namespace that passes every operation to one function. Cheap to create: a server creates one for each request. */
export class CallingNamespace extends BaseNamespace implements OptionalOperations {
  static {
    for (const name of operationNames) {
      const value = async function (this: CallingNamespace, request: object, options?: CallOptions) {
        return this.#call(name, request, options);
      };
      Object.defineProperty(this.prototype, name, { value });
    }
  }

  readonly #call: Call;

  constructor(call: Call) {
    super();
    this.#call = call;
  }

  async cloneTable(request: CloneTableRequest, options?: CallOptions): Promise<CloneTableResponse> {
    return (await this.#call("cloneTable", request, options)) as CloneTableResponse;
  }

  async tablesAt(request: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse> {
    return (await this.#call("tablesAt", request, options)) as TablesAtResponse;
  }

  async listDropped(request: ListDroppedRequest, options?: CallOptions): Promise<ListDroppedResponse> {
    return (await this.#call("listDropped", request, options)) as ListDroppedResponse;
  }

  async undrop(request: UndropRequest, options?: CallOptions): Promise<UndropResponse> {
    return (await this.#call("undrop", request, options)) as UndropResponse;
  }

  async purgeDropped(request: PurgeDroppedRequest, options?: CallOptions): Promise<PurgeDroppedResponse> {
    return (await this.#call("purgeDropped", request, options)) as PurgeDroppedResponse;
  }

  async alterProperties(
    request: AlterPropertiesRequest,
    options?: CallOptions,
  ): Promise<AlterPropertiesResponse> {
    return (await this.#call("alterProperties", request, options)) as AlterPropertiesResponse;
  }
}

/** Calls an operation of a namespace by its name. */
export async function callOperation(
  namespace: Namespace & Partial<OptionalOperations>,
  name: OperationName,
  request: object,
  options?: CallOptions,
): Promise<unknown> {
  const operation = namespace[name] as
    | ((request: object, options?: CallOptions) => Promise<unknown>)
    | undefined;
  if (operation === undefined) throw new UnsupportedError(`This namespace does not have ${name}.`);
  return operation.call(namespace, request, options);
}
