import { catalogRoot } from "../options/root.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { LocalFolder } from "./local-folder.ts";
import { ObjectFolder } from "./object-folder.ts";
import { storeAccess } from "./store-access.ts";

/**
 * The folder of a root. Loads nothing and sends no request until it is used.
 * Throws InvalidInput or Unsupported for an invalid root or option.
 */
export function openFolder(
  root: unknown,
  storageOptions: Readonly<Record<string, string>> = {},
): CatalogFolder {
  const location = catalogRoot(root);
  if (location.store === "disk") return new LocalFolder(location.path, storageOptions);
  return new ObjectFolder(location, storeAccess(location, storageOptions));
}
