import { conformance, type Operation } from "@lancetree/conformance";
import { BaseNamespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { serve } from "@lancetree/rest-server/node";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, it } from "vitest";
import { RestNamespace } from "../src/index.ts";

const implemented = new Set(Object.getOwnPropertyNames(MemoryNamespace.prototype));
const unsupported = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
  (name) => name !== "constructor" && !implemented.has(name),
) as Operation[];

describe("our client against our server over a real socket", () => {
  conformance(
    { describe, it },
    {
      open: async () => {
        const server = await serve(new MemoryNamespace(), { port: 0 });
        return { namespace: new RestNamespace({ uri: server.url }), close: () => server.close() };
      },
      unsupported,
      arrowStream: tableToIPC(tableFromArrays({ id: Int32Array.of(1, 2) }), "stream"),
    },
  );
});
