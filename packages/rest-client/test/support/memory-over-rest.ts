import { inheritedOperations, type Profile } from "@lancetree/conformance";
import type { Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { serve } from "@lancetree/rest-server/node";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { RestNamespace, type RestNamespaceOptions } from "../../src/index.ts";

/**
 * How the kit sees the memory namespace, or a mutant of it, behind our server and our client, over a real socket.
 *
 * @param options - of the client
 */
export function memoryOverRest(
  make: () => Namespace = () => new MemoryNamespace(),
  options: Partial<RestNamespaceOptions> = {},
): Profile {
  return {
    open: async () => {
      const server = await serve(make(), { port: 0 });
      return {
        namespace: new RestNamespace({ retry: false, ...options, uri: server.url }),
        close: () => server.close(),
      };
    },
    unsupported: inheritedOperations(MemoryNamespace.prototype),
    arrowStream: tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2) }), "stream"),
  };
}
