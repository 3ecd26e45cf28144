import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import type { NamespaceConnection } from "@lancetree/connection";
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
  const connection = await connect(choice);
  return {
    namespace: connection.namespace,
    choice,
    title: choice.kind === "rest" ? withoutSecrets(choice.uri) : choice.root,
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

async function connect(choice: CatalogChoice): Promise<NamespaceConnection> {
  const { connectNamespace } = await import("@lancetree/connection");
  if (choice.kind === "rest") {
    const { uri, headers, apiKey } = choice;
    return connectNamespace("rest", { uri, headers: { ...headers }, apiKey });
  }
  const { root, storage } = choice;
  const storageOptions = { ...storage };
  if (choice.kind === "dir") return connectNamespace("dir", { root, storageOptions });
  const { database: url, retainSeconds } = choice;
  return connectNamespace("postgres", { url, root, storageOptions, retainSeconds });
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
