import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, beforeAll } from "vitest";

/** A folder for the tests of a file: the catalog's root is `catalog` in it. */
export interface CatalogFolder {
  readonly path: string;
  readonly root: string;
  /** The environment of commands in this folder, without the variables of this machine. */
  readonly environment: Readonly<Record<string, string>>;
}

export const usersCsv = `id,name,vector
1,alice,"[0.1, 0.2]"
2,bob,"[0.3, 0.5]"
3,carol,"[0.9, 0.8]"
`;

export function useCatalogFolder(): CatalogFolder {
  let path = "";
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), "lancetree-cli-"));
    await writeFile(join(path, "users.csv"), usersCsv);
  });
  afterAll(async () => {
    await rm(path, { recursive: true, force: true });
  });
  return {
    get path() {
      return path;
    },
    get root() {
      return join(path, "catalog");
    },
    get environment() {
      return {
        PATH: process.env["PATH"] ?? "",
        HOME: path,
        XDG_CONFIG_HOME: join(path, "config"),
        LANCETREE_ROOT: join(path, "catalog"),
      };
    },
  };
}

/** Writes a Lance table as another program would, without the catalog. */
export async function writeLanceTable(location: string): Promise<void> {
  await using engine = await openTableEngine({});
  const rows = [
    { id: 1, name: "alice" },
    { id: 2, name: "bob" },
  ];
  (await engine.create({ location }, rows)).close();
}
