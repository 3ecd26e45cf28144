import type { StorageOptionsProvider } from "@lancetree/tables";
import { catalogRoot } from "../options/root.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { LocalFolder } from "./local-folder.ts";
import { ObjectFolder } from "./object-folder.ts";
import { renewedAccess } from "./renewed-store.ts";
import { storeAccess } from "./store-access.ts";

/**
 * The folder of a root. Loads nothing and sends no request until it is used.
 * Throws InvalidInput or Unsupported for an invalid root or option; those of a provider are parsed when they are used.
 */
export function openFolder(
  root: unknown,
  storageOptions: Readonly<Record<string, string>> = {},
  provider?: StorageOptionsProvider,
): CatalogFolder {
  const location = catalogRoot(root);
  if (location.store === "disk") return new LocalFolder(location.path, storageOptions);
  const access =
    provider === undefined
      ? storeAccess(location, storageOptions)
      : renewedAccess(location, storageOptions, provider);
  return new ObjectFolder(location, access);
}
