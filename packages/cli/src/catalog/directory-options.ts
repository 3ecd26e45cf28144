import { UnsupportedError } from "@lancetree/core";
import type { DirectoryNamespaceOptions } from "@lancetree/dir-namespace";
import type { CatalogChoice } from "./choose-catalog.ts";

/** The options of the folder that was chosen. Rejects with Unsupported for any other catalog. */
export function directoryOptions(choice: CatalogChoice, command: string): DirectoryNamespaceOptions {
  if (choice.kind === "dir") return { root: choice.root, storageOptions: { ...choice.storage } };
  if (choice.kind === "postgres")
    throw new UnsupportedError(
      `"${command}" is for catalogs in a folder or a bucket, not for one in PostgreSQL.`,
    );
  throw new UnsupportedError(
    `"${command}" needs the files of the catalog, which a server does not provide; run it with --root on the folder or bucket that has them.`,
  );
}
