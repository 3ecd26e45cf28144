import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { inHomeFolder, type Namespace } from "@lancetree/core";
import type { CommandContext } from "../command.ts";
import { type CatalogChoice, chooseCatalog } from "./choose-catalog.ts";

/** An open catalog. */
export interface OpenCatalog extends AsyncDisposable {
  /** The whole contract, data operations included. */
  readonly namespace: Namespace;
  readonly choice: CatalogChoice;
  /** How messages name the catalog: by its folder or its address, without secrets. */
  readonly title: string;
}

export interface OpenCatalogOptions {
  /** Whether the command may create the folder; otherwise a note says that the folder does not exist. */
  readonly mayBeNew?: boolean | undefined;
}

/** Chooses and opens the catalog. LanceDB's native code is loaded here and not before. */
export async function openCatalog(
  context: CommandContext,
  { mayBeNew = false }: OpenCatalogOptions = {},
): Promise<OpenCatalog> {
  const choice = await chooseCatalog(context);
  if (choice.kind === "dir" && !mayBeNew) await noteMissingFolder(choice.root, context);
  return openChosenCatalog(choice);
}

/** Opens a catalog that was chosen before. */
export async function openChosenCatalog(choice: CatalogChoice): Promise<OpenCatalog> {
  if (choice.kind === "postgres") return openPostgres(choice);
  const { connectNamespace } = await import("@lancetree/connection");
  const connection =
    choice.kind === "dir"
      ? await connectNamespace("dir", { root: choice.root, storageOptions: { ...choice.storage } })
      : await connectNamespace("rest", {
          uri: choice.uri,
          headers: { ...choice.headers },
          apiKey: choice.apiKey,
        });
  return {
    namespace: connection.namespace,
    choice,
    title: choice.kind === "dir" ? choice.root : withoutSecrets(choice.uri),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function openPostgres(choice: Extract<CatalogChoice, { kind: "postgres" }>): Promise<OpenCatalog> {
  const [{ connectNamespace }, { PostgresNamespace }] = await Promise.all([
    import("@lancetree/connection"),
    import("@lancetree/postgres-namespace"),
  ]);
  const { database, root, storage: storageOptions, retainSeconds } = choice;
  const catalog = new PostgresNamespace({ database, root, storageOptions, retainSeconds });
  const connection = await connectNamespace(catalog, { storageOptions: { ...storageOptions } });
  return {
    namespace: connection.namespace,
    choice,
    title: root,
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await catalog.close();
    },
  };
}

/** A folder that does not exist is an empty catalog; a user who mistyped its path should notice. */
async function noteMissingFolder(root: string, { output }: CommandContext): Promise<void> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(root)) return;
  const exists = await stat(inHomeFolder(root, homedir())).then(
    () => true,
    () => false,
  );
  if (!exists) output.note(`note: the folder ${root} does not exist; the first change would create it.`);
}

function withoutSecrets(uri: string): string {
  try {
    const { origin, pathname } = new URL(uri);
    return origin + pathname.replace(/\/$/, "");
  } catch {
    return "the REST catalog";
  }
}
