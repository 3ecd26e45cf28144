import { BaseNamespace, type OperationName, operationNames } from "@lancetree/core";

/**
 * The operations that a backend inherits from `BaseNamespace`, and so rejects as Unsupported: the list that a profile declares as
 * `unsupported`.
 *
 * @param namespace - the backend, or the prototype of its class
 */
export function inheritedOperations(namespace: BaseNamespace): OperationName[] {
  return operationNames.filter((name) => namespace[name] === BaseNamespace.prototype[name]);
}
