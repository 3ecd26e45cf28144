import {
  BaseNamespace,
  type CallOptions,
  type CloneTableRequest,
  type CloneTableResponse,
  type Namespace,
  operationNames,
  type TableCloning,
  type TablesAtRequest,
  type TablesAtResponse,
  UnsupportedError,
} from "@lancetree/core";

/** Any operation of the contract, by its name, and the ability that some namespaces have beside it. */
export type OperationName = keyof Namespace | keyof TableCloning;

/** Calls any operation. No type can say of all 54 at once which request belongs to which. */
export type Call = (name: OperationName, request: object, options?: CallOptions) => Promise<unknown>;

/** A namespace that does with every operation the same. Cheap to make: a server makes one for each request. */
export class CallingNamespace extends BaseNamespace implements TableCloning {
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
}

/** Calls an operation of a namespace by its name. */
export async function callOperation(
  namespace: Namespace & Partial<TableCloning>,
  name: OperationName,
  request: object,
  options?: CallOptions,
): Promise<unknown> {
  const operation = namespace[name] as
    | ((request: object, options?: CallOptions) => Promise<unknown>)
    | undefined;
  if (operation === undefined) throw new UnsupportedError("This namespace cannot clone tables.");
  return operation.call(namespace, request, options);
}
