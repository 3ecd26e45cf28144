import { isNamespaceError, type Namespace } from "@lancetree/core";

/** What a path leads to. Rejects with TableNotFound if it leads to neither. */
export async function objectKind(
  namespace: Namespace,
  path: readonly string[],
  signal: AbortSignal,
): Promise<"namespace" | "table"> {
  if (path.length === 0) return "namespace";
  try {
    await namespace.namespaceExists({ id: [...path] }, { signal });
    return "namespace";
  } catch (error) {
    if (!isNamespaceError(error, 1)) throw error;
  }
  await namespace.tableExists({ id: [...path] }, { signal });
  return "table";
}
