import { isNamespaceError, type Namespace } from "@lancetree/core";

/** The name of an operation of the contract. */
export type Operation = keyof Namespace;

const blocked = Symbol("blocked");

/** Whether a case ended because it came to an operation that the profile declares as unsupported. */
export function isBlocked(error: unknown): boolean {
  return typeof error === "object" && error !== null && blocked in error;
}

/**
 * Puts a guard before a namespace: an operation that the profile declares as unsupported is called all the same, must
 * reject with Unsupported (0), and then ends the case. So nothing is skipped that a backend only claims not to do.
 */
export function guard(namespace: Namespace, unsupported: readonly Operation[]): Namespace {
  return new Proxy(namespace, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== "function") return member;
      const isUnsupported = unsupported.some((operation) => operation === property);
      return async (...parameters: unknown[]): Promise<unknown> => {
        const answer: unknown = Reflect.apply(member, target, parameters);
        if (!isUnsupported) return answer;
        await mustBeUnsupported(answer, String(property));
        throw Object.assign(new Error(`${String(property)} is unsupported`), { [blocked]: true });
      };
    },
  });
}

async function mustBeUnsupported(answer: unknown, operation: string): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (isNamespaceError(error, 0)) return;
    throw new Error(`${operation} is declared as unsupported but rejects with ${String(error)}`, {
      cause: error,
    });
  }
  throw new Error(`${operation} is declared as unsupported but answers`);
}
