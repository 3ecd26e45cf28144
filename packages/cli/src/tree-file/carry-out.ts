import type { Namespace } from "@lancetree/core";
import type { Change } from "./plan-changes.ts";

/** Makes one change. Rejects as the operation does. */
export async function carryOut(
  namespace: Namespace,
  { action, entry }: Change,
  signal: AbortSignal,
): Promise<void> {
  const id = [...entry.path];
  const properties = { ...entry.properties };
  switch (action) {
    case "create-namespace":
      await namespace.createNamespace({ id, properties }, { signal });
      return;
    case "register":
      await namespace.registerTable({ id, location: entry.location ?? "", properties }, { signal });
      return;
    case "declare":
      await namespace.declareTable({ id, properties }, { signal });
      return;
    case "deregister":
      await namespace.deregisterTable({ id }, { signal });
      return;
    case "drop-namespace":
      await namespace.dropNamespace({ id }, { signal });
  }
}
