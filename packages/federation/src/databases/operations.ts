import { BaseNamespace, type CallOptions, type Namespace } from "@lancetree/core";

/** Any operation of the contract, by its name. */
export type OperationName = keyof Namespace;

/** Calls any operation. No type can say of all 54 at once which request belongs to which. */
export type Call = (name: OperationName, request: object, options?: CallOptions) => Promise<unknown>;

/** The names of all operations. */
export const operationNames: readonly OperationName[] = Object.getOwnPropertyNames(
  BaseNamespace.prototype,
).filter((name): name is OperationName => name !== "constructor");

/** A namespace that does with every operation the same. Cheap to make: a server makes one for each request. */
export class CallingNamespace extends BaseNamespace {
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
}

/** Calls an operation of a namespace by its name. */
export async function callOperation(
  namespace: Namespace,
  name: OperationName,
  request: object,
  options?: CallOptions,
): Promise<unknown> {
  const operation = namespace[name] as (request: object, options?: CallOptions) => Promise<unknown>;
  return operation.call(namespace, request, options);
}
