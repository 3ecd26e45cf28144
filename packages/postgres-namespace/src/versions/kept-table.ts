import { type CallOptions, UnsupportedError } from "@lancetree/core";
import { type KeptManifests, keptManifests } from "@lancetree/tables";
import type { Catalog } from "../catalog.ts";
import { findTable } from "../operations/describe.ts";
import { uriOf } from "../tree/location.ts";
import type { StoredTable } from "../tree/stored-object.ts";

/** A table whose versions the catalog keeps, or a branch of it. */
export interface KeptTable {
  readonly path: readonly string[];
  readonly location: string;
  /** Empty for the main branch. */
  readonly branch: string;
  readonly manifests: KeptManifests;
}

/** Rejects with NamespaceNotFound, TableNotFound, and Unsupported if the catalog does not keep the table's versions. */
export async function findKeptTable(
  catalog: Catalog,
  path: readonly string[],
  branch: string,
  options: CallOptions | undefined,
): Promise<KeptTable> {
  return keptTable(catalog, path, branch, await findTable(catalog, path, options));
}

/** @throws UnsupportedError if the catalog does not keep the table's versions */
export function keptTable(
  catalog: Catalog,
  path: readonly string[],
  branch: string,
  { location, managed }: Pick<StoredTable, "location" | "managed">,
): KeptTable {
  if (!managed) {
    throw new UnsupportedError(
      `The catalog does not keep the versions of table ${JSON.stringify(path)}: it was created without tableVersionTrackingEnabled, or registered.`,
    );
  }
  return { path, location, branch, manifests: manifestsAt(catalog, location, branch) };
}

export function manifestsAt(catalog: Catalog, location: string, branch: string): KeptManifests {
  return keptManifests(uriOf(catalog.settings.root, location), branch || undefined);
}
