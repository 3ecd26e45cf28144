import { catalogRoot } from "../options/root.ts";
import { s3Options } from "../options/s3-options.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { LocalFolder } from "./local-folder.ts";
import { ObjectFolder } from "./object-folder.ts";

/**
 * The folder that a root means. Loads nothing and asks nothing until it is used.
 * Throws InvalidInput or Unsupported for a root or an option that nothing can be made of.
 */
export function openFolder(
  root: unknown,
  storageOptions: Readonly<Record<string, string>> = {},
): CatalogFolder {
  const place = catalogRoot(root);
  if (place.scheme === "file") return new LocalFolder(place.path);
  const options = s3Options(storageOptions);
  return new ObjectFolder(place, async () => {
    const { openS3Store } = await import("./s3-store.ts");
    return openS3Store(place.bucket, options);
  });
}
