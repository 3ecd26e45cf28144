import { isNamespaceError } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { uriOf } from "../tree/location.ts";

/** Whether LanceDB finds a table at a location. */
export async function holdsData(catalog: Catalog, location: string): Promise<boolean> {
  const engine = await catalog.engine();
  try {
    (await engine.open({ location: uriOf(catalog.settings.root, location) })).close();
    return true;
  } catch (error) {
    if (isNamespaceError(error, 4)) return false;
    throw error;
  }
}
