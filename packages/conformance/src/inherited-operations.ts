import { BaseNamespace, type OperationName, operationNames } from "@lancetree/core";

/**
 * Returns the operations that a backend inherits from `BaseNamespace`, which reject with Unsupported: the list for
 * `unsupported` in a profile.
 *
 * @param namespace - the backend, or the prototype of its class
 */
export function inheritedOperations(namespace: BaseNamespace): OperationName[] {
  return operationNames.filter((name) => namespace[name] === BaseNamespace.prototype[name]);
}
