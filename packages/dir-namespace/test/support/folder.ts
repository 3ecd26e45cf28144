import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";

/** What one test works in: a folder of its own, gone afterwards, and catalogs that are closed before. */
export interface Folder {
  /** Exists and is empty. */
  readonly path: string;
  /** A folder inside of it that does not exist yet. */
  readonly root: string;
  /** What lies in the root beside the catalog's own table. */
  folders(): Promise<string[]>;
  /** A catalog on the root that the test need not close. */
  open(options?: Partial<ConstructorParameters<typeof DirectoryNamespace>[0]>): DirectoryNamespace;
}

/** Gives every test of the file a folder; its fields change with the test. */
export function useFolder(): Folder {
  const catalogs: DirectoryNamespace[] = [];
  const folder = {
    path: "",
    root: "",
    folders: async () => (await readdir(folder.root)).filter((name) => name !== "__manifest").toSorted(),
    open(options: Partial<ConstructorParameters<typeof DirectoryNamespace>[0]> = {}): DirectoryNamespace {
      const catalog = new DirectoryNamespace({ root: folder.root, ...options });
      catalogs.push(catalog);
      return catalog;
    },
  };
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), "lancetree-dir-"));
    folder.root = join(folder.path, "catalog");
  });
  afterEach(async () => {
    await Promise.all(catalogs.splice(0).map((catalog) => catalog.close()));
    await rm(folder.path, { recursive: true, force: true });
  });
  return folder;
}
