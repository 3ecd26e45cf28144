import { exists, type Namespace } from "@lancetree/core";

/** What a command found and did: nothing was there and it made it, or what was there stays, or went for it. */
export type Outcome = "created" | "kept" | "replaced";

/** Whether a table is there; one in a namespace that is missing is not. */
export function tableExists(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return exists(namespace.tableExists({ id: [...path] }, { signal }));
}

/** Whether a namespace is there; the root always is. */
export function namespaceExists(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return path.length === 0
    ? Promise.resolve(true)
    : exists(namespace.namespaceExists({ id: [...path] }, { signal }));
}

/** Creates the namespaces above a path that are missing. */
export async function createParents(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (let length = 1; length < path.length; length += 1) {
    await namespace.createNamespace({ id: path.slice(0, length), mode: "exist_ok" }, { signal });
  }
}
