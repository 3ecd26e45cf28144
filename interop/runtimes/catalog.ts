/** A process with the servers that the runtimes call: a catalog on real LanceDB, and a server that misbehaves. */
import { isNamespaceError } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { apiKeys, createNamespaceHandler, type HandlerOptions } from "@lancetree/rest-server";
import { serve as serveNamespace } from "@lancetree/rest-server/node";
import { type TablesNamespace, withTables } from "@lancetree/tables";
import { serve } from "../clients/serve-functions.ts";
import { startFaultyServer } from "./faulty-server.ts";
import { serveHttp2 } from "./http2-server.ts";
import { makeCertificate } from "./tools.ts";

export interface CatalogOptions {
  /** The folder of the catalog. */
  readonly folder: string;
  readonly apiKey: string;
  /** The one origin whose pages may call. */
  readonly origin: string;
}

export interface CatalogAddresses {
  readonly uri: string;
  /** The same catalog over HTTP/2; undefined where no certificate can be made. */
  readonly http2Uri: string | undefined;
  readonly faultyUri: string;
  readonly closedUri: string;
}

export interface CatalogMethods {
  start(options: CatalogOptions): Promise<CatalogAddresses>;
  namespaceExists(name: string): Promise<boolean>;
}

let namespace: TablesNamespace | undefined;

const methods: CatalogMethods = {
  async start({ folder, apiKey, origin }) {
    namespace = withTables(new DirectoryNamespace({ root: folder }));
    const options: HandlerOptions = { authenticate: apiKeys([apiKey]), cors: { origins: [origin] } };
    const server = await serveNamespace(namespace, { port: 0, ...options });
    const certificate = makeCertificate();
    const closed = await startFaultyServer();
    closed.close();
    return {
      uri: server.url,
      http2Uri: certificate && (await serveHttp2(createNamespaceHandler(namespace, options), certificate)),
      faultyUri: (await startFaultyServer()).url,
      closedUri: closed.url,
    };
  },
  async namespaceExists(name) {
    try {
      await namespace?.namespaceExists({ id: [name] });
      return true;
    } catch (error) {
      if (isNamespaceError(error, 1)) return false;
      throw error;
    }
  },
};

serve({ ...methods });
