import { randomUUID } from "node:crypto";
import { openTableEngine } from "@lancetree/tables";
import { afterEach, inject } from "vitest";
import type { ObjectStore } from "../../src/folders/object-store.ts";
import { storeAccess } from "../../src/folders/store-access.ts";
import { DirectoryNamespace, type DirectoryNamespaceOptions } from "../../src/index.ts";
import { catalogRoot } from "../../src/options/root.ts";

/** What leads to the server that this run has started. */
export const storageOptions: Record<string, string> = { ...inject("storageOptions") };

/** The option that holds the server's address. */
export const endpointOption: string = "google_base_url" in storageOptions ? "google_base_url" : "endpoint";

const bucket: string = inject("bucket");

/** A root that was not used before. */
export function freshRoot(): string {
  return `${bucket}/${randomUUID()}`;
}

/** The prefix of the keys of a root, without a slash at the end. */
export function prefixOf(root: string): string {
  return root.slice(bucket.length + 1);
}

/** The store with the bucket of this run, which the test must close. */
export function openStore(): Promise<ObjectStore> {
  const root = catalogRoot(bucket);
  if (root.store === "disk") throw new Error("There is no object store.");
  return storeAccess(root, storageOptions).open();
}

/** Opens catalogs that the test need not close. */
export function useCatalogs(): (
  root: string,
  options?: Partial<DirectoryNamespaceOptions>,
) => DirectoryNamespace {
  const catalogs: DirectoryNamespace[] = [];
  afterEach(async () => {
    await Promise.all(catalogs.splice(0).map((catalog) => catalog.close()));
  });
  return (root, options) => {
    const catalog = new DirectoryNamespace({ root, storageOptions, ...options });
    catalogs.push(catalog);
    return catalog;
  };
}

/** Writes a table to any location, as another program would. */
export async function writeTable(location: string, ids: readonly number[]): Promise<void> {
  await using engine = await openTableEngine({ storageOptions });
  const rows = ids.map((id) => ({ id }));
  (await engine.create({ location }, rows)).close();
}

/** The ids in the table at a location as the catalog returns it, in ascending order. */
export async function idsAt(location: string | null | undefined): Promise<number[]> {
  await using engine = await openTableEngine({ storageOptions });
  const table = await engine.open({ location: String(location) });
  const rows: { id: number }[] = await table.query().toArray();
  table.close();
  return rows.map(({ id }) => id).toSorted((left, right) => left - right);
}
