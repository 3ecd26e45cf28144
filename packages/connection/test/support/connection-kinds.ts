import type { Namespace } from "@lancetree/core";
import {
  connectNamespace,
  type NamespaceConnection,
  type NamespaceConnectionOptions,
} from "../../src/index.ts";
import { type RestCatalog, serveTables } from "./rest-catalog.ts";

/** A way to a namespace: the same tests run over each. */
export interface ConnectionKind {
  readonly name: string;
  /** What such a connection says of itself, over a MemoryNamespace. */
  readonly display: RegExp;
  readonly connect: (
    namespace: Namespace,
    options?: NamespaceConnectionOptions,
  ) => Promise<NamespaceConnection>;
  /** Lets go of what the connections of a test needed. */
  readonly release: () => Promise<void>;
}

/** Directly, and through our server on a real socket. */
export function connectionKinds(): ConnectionKind[] {
  const servers: RestCatalog[] = [];
  return [
    {
      name: "an object",
      display: /^NamespaceConnection\(MemoryNamespace\)$/,
      connect: connectNamespace,
      release: async () => undefined,
    },
    {
      name: "REST",
      display: /^NamespaceConnection\(rest: http:\/\/127\.0\.0\.1:\d+\)$/,
      connect: async (namespace, options) => {
        const server = await serveTables(namespace);
        servers.push(server);
        return connectNamespace("rest", { uri: server.uri }, options);
      },
      release: async () => {
        for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
      },
    },
  ];
}
