import { catalogRoot } from "../options/root.ts";
import { s3Options } from "../options/s3-options.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { LocalFolder } from "./local-folder.ts";
import { ObjectFolder } from "./object-folder.ts";

/**
 * The folder of a root. Loads nothing and sends no request until it is used.
 * Throws InvalidInput or Unsupported for an invalid root or option.
 */
export function openFolder(
  root: unknown,
  storageOptions: Readonly<Record<string, string>> = {},
): CatalogFolder {
  const location = catalogRoot(root);
  if (location.scheme === "file") return new LocalFolder(location.path);
  const options = s3Options(storageOptions);
  return new ObjectFolder(location, async () => {
    const { openS3Store } = await import("./s3-store.ts");
    return openS3Store(location.bucket, options);
  });
}
