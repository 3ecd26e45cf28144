import { type CatalogExtensions, supportsExtensions, UnsupportedError } from "@lancetree/core";
import type { OpenCatalog } from "./open-catalog.ts";

/** The operations of a catalog that the protocol does not have. Rejects with Unsupported for one in a folder or a bucket. */
export function extensionsOf({ namespace }: OpenCatalog, command: string): CatalogExtensions {
  if (supportsExtensions(namespace)) return namespace;
  throw new UnsupportedError(
    `"${command}" needs a catalog in PostgreSQL, or a server of one: a catalog in a folder or a bucket can neither keep dropped objects nor protect objects.`,
  );
}
