import type { Namespace } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type ServeOptions, serve } from "@lancetree/rest-server/node";
import { type WithTablesOptions, withTables } from "@lancetree/tables";

/** A catalog behind a real socket. */
export interface RestCatalog extends AsyncDisposable {
  readonly uri: string;
}

/** Serves a namespace, with its data operations on LanceDB. It stays open when the server goes. */
export async function serveTables(
  namespace: Namespace,
  options: ServeOptions = {},
  engineOptions: WithTablesOptions = {},
): Promise<RestCatalog> {
  const tables = withTables(namespace, engineOptions);
  const server = await serve(tables, { port: 0, ...options });
  return {
    uri: server.url,
    async [Symbol.asyncDispose]() {
      await server.close();
      await tables.close();
    },
  };
}

/** Serves the Directory Catalog in a folder. */
export async function serveDirectory(root: string, options: ServeOptions = {}): Promise<RestCatalog> {
  const directory = new DirectoryNamespace({ root });
  const { uri, [Symbol.asyncDispose]: dispose } = await serveTables(directory, options);
  return {
    uri,
    async [Symbol.asyncDispose]() {
      await dispose();
      await directory.close();
    },
  };
}
