import { catalog } from "../server/catalog.ts";
import { Resource } from "./resource.ts";

/** The properties of the namespace that is shown; undefined if the catalog stores none. */
export const namespaceProperties: Resource<Readonly<Record<string, string>> | undefined> = new Resource();

export function loadNamespace(path: readonly string[]): void {
  if (path.length === 0) {
    // The root has no properties.
    namespaceProperties.reset();
    return;
  }
  void namespaceProperties.load(async (signal) => {
    const { properties } = await catalog.describeNamespace({ id: [...path] }, { signal });
    return properties ?? undefined;
  });
}
