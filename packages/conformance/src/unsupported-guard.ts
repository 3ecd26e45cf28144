import { type CallOptions, isNamespaceError, type Namespace, type OperationName } from "@lancetree/core";
import type { CaseRecord } from "./report-collector.ts";

const endedAsUnsupported = Symbol("blocked");

/** Whether a case ended at an operation that the profile declares as unsupported. */
export function isEndedAsUnsupported(error: unknown): boolean {
  return typeof error === "object" && error !== null && endedAsUnsupported in error;
}

/**
 * Wraps a namespace and records the operations that succeed. An operation that the profile declares as unsupported is
 * called, must reject with Unsupported (0), and then ends the case. A backend therefore cannot skip a case by claiming that
 * it does not support an operation.
 */
export function guardUnsupported(
  namespace: Namespace,
  unsupported: readonly OperationName[],
  record: CaseRecord,
): Namespace {
  return new Proxy(namespace, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== "function") return member;
      const operation = property as OperationName;
      return async (...parameters: unknown[]): Promise<unknown> => {
        const running: unknown = Reflect.apply(member, target, parameters);
        if (unsupported.includes(operation)) {
          record.refusal = { operation, reason: await requireUnsupported(running, operation) };
          throw ended(operation);
        }
        const result = await running;
        record.succeeded.add(operation);
        return result;
      };
    },
  });
}

/**
 * Calls an operation that the protocol does not have. Ends the case as unsupported where the namespace does not have the operation either,
 * or rejects with Unsupported (0), as a client does whose server does not have it.
 */
export async function callOptional(
  namespace: Namespace,
  name: string,
  request: object,
  options?: CallOptions,
): Promise<unknown> {
  const operation: unknown = Reflect.get(namespace, name);
  if (typeof operation !== "function") throw ended(name);
  try {
    return await Reflect.apply(operation, namespace, [request, options]);
  } catch (error) {
    throw isNamespaceError(error, 0) ? ended(name) : error;
  }
}

function ended(operation: string): Error {
  return Object.assign(new Error(`${operation} is unsupported`), { [endedAsUnsupported]: true });
}

/** The reason that the operation gives. */
async function requireUnsupported(running: unknown, operation: string): Promise<string> {
  try {
    await running;
  } catch (error) {
    if (isNamespaceError(error, 0)) return error.message;
    throw new Error(`${operation} is declared as unsupported but rejects with ${String(error)}`, {
      cause: error,
    });
  }
  throw new Error(`${operation} is declared as unsupported but succeeds`);
}
