import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installedProduct } from "../../installed/product/installed-product.ts";
import { mustRun } from "../../installed/product/run-command.ts";
import { postgresPrograms, startPostgres } from "../../scripts/postgres/server.ts";
import { serveCatalog } from "../harness/served-command.ts";

export const backends = ["a folder", "PostgreSQL", "a federation"] as const;
/** What `lancetree serve` serves. */
export type Backend = (typeof backends)[number];

/** A server that demands keys. */
export interface ServedBackend extends AsyncDisposable {
  readonly url: string;
  /** The federated database. */
  readonly database: string | undefined;
  readonly adminKey: string;
  /** May write below one path. */
  readonly scopedKey: string;
  /** May only read, below the same path. */
  readonly readKey: string;
}

/**
 * Starts a server with its data in a folder.
 *
 * @param scope - the path of the keys
 * @param severalDatabases - whether the federation has two databases, so that clients must name one
 */
export async function serveBackend(
  backend: Backend,
  folder: string,
  { scope, severalDatabases }: { readonly scope: readonly string[]; readonly severalDatabases: boolean },
): Promise<ServedBackend> {
  await mkdir(folder, { recursive: true });
  const keys = join(folder, "keys.json");
  const below = ["--path", scope.join("/")];
  const adminKey = await addKey(keys, ["operator", "--role", "admin"]);
  const scopedKey = await addKey(keys, ["engine", "--role", "write", ...below]);
  const readKey = await addKey(keys, ["reader", "--role", "read", ...below]);
  const { parameters, stop } = await prepare(backend, folder, severalDatabases);
  const server = await serveCatalog([...parameters, "--api-key-file", keys]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url: server.url,
    database: backend === "a federation" ? "sales" : undefined,
    adminKey,
    scopedKey,
    readKey,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await stop();
    },
  };
}

interface Prepared {
  readonly parameters: readonly string[];
  /** Stops what the server needs. */
  readonly stop: () => Promise<void>;
}

async function prepare(backend: Backend, folder: string, severalDatabases: boolean): Promise<Prepared> {
  const root = join(folder, "catalog");
  if (backend === "a folder") return { parameters: ["--root", root], stop: async () => undefined };
  if (backend === "PostgreSQL") {
    const programs = postgresPrograms();
    // PGlite is PostgreSQL too, in the process of the server.
    if (programs === undefined) {
      const url = `pglite:${join(folder, "database")}`;
      return { parameters: ["--postgres", url, "--root", root], stop: async () => undefined };
    }
    const database = await startPostgres(programs);
    return {
      parameters: ["--postgres", database.url, "--root", root],
      stop: async () => database[Symbol.asyncDispose](),
    };
  }
  const file = join(folder, "federation.toml");
  const tables = ["sales", ...(severalDatabases ? ["other"] : [])].map(
    (name) => `[federated_dbs.${name}]\nns_impl = "dir"\nroot = ${JSON.stringify(join(root, name))}\n`,
  );
  await writeFile(file, tables.join("\n"));
  return { parameters: ["--config", file], stop: async () => undefined };
}

async function addKey(file: string, parameters: readonly string[]): Promise<string> {
  const { cli } = await installedProduct();
  const { PATH, HOME } = process.env;
  const { stdout } = await mustRun(
    process.execPath,
    [cli, "keys", "add", ...parameters, "--api-key-file", file],
    { folder: process.cwd(), environment: { PATH, HOME } },
  );
  return stdout.trim();
}
