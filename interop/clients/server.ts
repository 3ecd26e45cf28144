/** A process with Lancetree's server over a catalog in a folder. */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type NamespaceServer, serve as serveNamespace } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { serve } from "./serve-functions.ts";

export interface ServerMethods {
  /** Serves a folder in place of the previous one and resolves with the address. */
  serve(root: string): Promise<string>;
}

export interface OurServerMethods extends ServerMethods {
  /** The number of requests for an operation since the folder is served. */
  requestCount(operation: string): number;
}

let root: string | undefined;
let server: NamespaceServer | undefined;
let operations: (string | undefined)[] = [];

const methods: OurServerMethods = {
  async serve(folder) {
    if (server === undefined || folder !== root) {
      await server?.close();
      root = folder;
      operations = [];
      const namespace = withTables(new DirectoryNamespace({ root }));
      server = await serveNamespace(namespace, {
        port: 0,
        log: ({ operation }) => operations.push(operation),
      });
    }
    return server.url;
  },
  requestCount: (name) => operations.filter((operation) => operation === name).length,
};

serve({ ...methods });
