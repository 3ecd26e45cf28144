import { type AlterPropertiesRequest, parseAlterProperties } from "../catalog-extensions.ts";
import { changeProperties } from "../properties.ts";
import { refuseProtection } from "../protected-property.ts";
import { requireParent, tableNotFound } from "../tree.ts";
import type { MemoryTree } from "./memory-tree.ts";

/** @returns the properties after the change */
export function alterProperties(tree: MemoryTree, request: AlterPropertiesRequest): Record<string, string> {
  const { path, ...change } = parseAlterProperties(request);
  refuseProtection(change.set);
  requireParent(path, (other) => tree.find(other)?.kind);
  const entry = tree.find(path);
  if (entry === undefined) throw tableNotFound(path);
  const properties = changeProperties(entry.properties, change);
  tree.put({ ...entry, properties });
  return properties;
}

/** The request as it was parsed, unless its properties would protect the new object. */
export function unprotected<Parsed extends { readonly properties: Readonly<Record<string, string>> }>(
  parsed: Parsed,
): Parsed {
  refuseProtection(parsed.properties);
  return parsed;
}
