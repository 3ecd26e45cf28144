import {
  BaseNamespace,
  type CallOptions,
  type CatalogExtensions,
  type CloneTableRequest,
  type CloneTableResponse,
  extensionNames,
  type Namespace,
  type ObjectFinding,
  operationNames,
  type TableCloning,
  type TablesAtRequest,
  type TablesAtResponse,
  UnsupportedError,
} from "@lancetree/core";

/** Operations that only some namespaces implement. */
type OptionalOperations = TableCloning & ObjectFinding & CatalogExtensions;

/** The name of any operation of the contract, or of those that only some namespaces implement. */
export type OperationName = keyof Namespace | keyof OptionalOperations;

/** Calls any operation. One signature cannot relate the request type to the operation's name. */
export type Call = (name: OperationName, request: object, options?: CallOptions) => Promise<unknown>;

/** A namespace that passes every operation, also those that the protocol does not have, to one function. Cheap to create: a server creates one for each request. */
export class CallingNamespace extends BaseNamespace implements TableCloning {
  static {
    for (const name of [...operationNames, ...extensionNames]) {
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
