import { exists, type Namespace } from "@lancetree/core";

/** What a command did: it created the object, kept the existing one, or replaced that. */
export type Outcome = "created" | "kept" | "replaced";

/** Whether a table exists; false also if its namespace does not exist. */
export function tableExists(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return exists(namespace.tableExists({ id: [...path] }, { signal }));
}

/** Whether a namespace exists; the root always does. */
export function namespaceExists(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return path.length === 0
    ? Promise.resolve(true)
    : exists(namespace.namespaceExists({ id: [...path] }, { signal }));
}

/** Creates the missing namespaces above a path. */
export async function createParents(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let length = 1; length < path.length; length += 1) {
    await namespace.createNamespace({ id: path.slice(0, length), mode: "exist_ok" }, { signal });
  }
}
