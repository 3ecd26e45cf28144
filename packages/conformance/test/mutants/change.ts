import {
  type ErrorCode,
  isNamespaceError,
  type Namespace,
  type OperationName as ProtocolOperation,
} from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";

/** An operation of the protocol, or one that a backend need not have. */
type OperationName = ProtocolOperation | "alterProperties" | "findObjects";

/** A wrong implementation, and the rules whose cases must find it. */
export interface Mutant {
  readonly bug: string;
  readonly rules: readonly string[];
  readonly make: () => Namespace;
}

/** An operation, as a change sees it. */
export type Method = (
  request: Record<string, unknown>,
  options?: unknown,
) => Promise<Record<string, unknown>>;
/** Makes a wrong operation of a right one; both may look at the right namespace below. */
export type Change = (call: Method, right: MemoryNamespace) => Method;

/** The memory namespace with some of its operations changed. */
export function changed(changes: { readonly [Name in OperationName]?: Change }): () => Namespace {
  return () => {
    const right = new MemoryNamespace();
    return new Proxy(right, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== "function") return member;
        const call: Method = async (...parameters) =>
          Reflect.apply(member, target, parameters) as Promise<never>;
        return changes[property as OperationName]?.(call, right) ?? call;
      },
    });
  };
}

/** The same change for several operations. */
export function each(
  operations: readonly OperationName[],
  change: Change,
): { readonly [Name in OperationName]?: Change } {
  return Object.fromEntries(operations.map((operation) => [operation, change]));
}

/** Changes the request. */
export const changeRequest =
  (change: (request: Record<string, unknown>) => Record<string, unknown>): Change =>
  (call) =>
  (request, options) =>
    call(change(request), options);

/** Changes the result. */
export const changeResult =
  (
    change: (result: Record<string, unknown>, request: Record<string, unknown>) => Record<string, unknown>,
  ): Change =>
  (call) =>
  async (request, options) =>
    change(await call(request, options), request);

/** Turns the error of one code into a result. */
export const recoverFrom =
  (code: ErrorCode, result: Record<string, unknown>): Change =>
  (call) =>
  async (request, options) => {
    try {
      return await call(request, options);
    } catch (error) {
      if (isNamespaceError(error, code)) return result;
      throw error;
    }
  };

/** Turns every error into another. */
export const changeError =
  (change: (error: unknown) => unknown): Change =>
  (call) =>
  async (request, options) => {
    try {
      return await call(request, options);
    } catch (error) {
      throw change(error);
    }
  };

/** Leaves fields out. */
export const without =
  (...fields: string[]) =>
  (value: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).filter(([key]) => !fields.includes(key)));

/** Reads one mode as another. */
export const mode = (from: string, to: string | undefined) =>
  changeRequest((request) => (foldCase(request["mode"]) === from ? { ...request, mode: to } : request));

/** A mode as it compares. */
export const foldCase = (value: unknown): unknown =>
  typeof value === "string" ? value.toLowerCase().replaceAll("_", "") : value;

/** The path of the parent. */
export const parentOf = (request: Record<string, unknown>): string[] =>
  (request["id"] as string[]).slice(0, -1);

/** Makes the missing namespaces above what is created. */
export const createParents: Change = (call, right) => async (request, options) => {
  const id = Array.isArray(request["id"]) ? parentOf(request) : [];
  for (let depth = 1; depth <= id.length; depth++) {
    await right.createNamespace({ id: id.slice(0, depth), mode: "exist_ok" }).catch(() => undefined);
  }
  return call(request, options);
};

/** Makes a bad name good, silently. */
export const repairNames = changeRequest((request) => {
  if (!Array.isArray(request["id"])) return request;
  const id = request["id"].map((part) =>
    typeof part === "string" ? part.replaceAll(/[^\w.-]|^\.\.?$/g, "_") : part,
  );
  return { ...request, id };
});

/** Changes the names of a list. */
export const names = (change: (names: string[]) => string[]): Change =>
  changeResult((result) => {
    const field = "namespaces" in result ? "namespaces" : "tables";
    return { ...result, [field]: change(result[field] as string[]) };
  });

/** The operations that list. */
export const lists = ["listNamespaces", "listTables", "listAllTables"] as const;
/** The operations that make a table. */
export const makers = ["declareTable", "registerTable", "createTable"] as const;
