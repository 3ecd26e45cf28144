/** A process with our server, over our catalog in a folder. */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type NamespaceServer, serve as serveNamespace } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { serve } from "./serve-functions.ts";

export interface ServerMethods {
  /** Serves a folder instead of the one before, and resolves with the address. */
  serve(root: string): Promise<string>;
}

export interface OurServerMethods extends ServerMethods {
  /** How often the folder's server answered an operation. */
  answered(operation: string): number;
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
  answered: (wanted) => operations.filter((operation) => operation === wanted).length,
};

serve({ ...methods });
