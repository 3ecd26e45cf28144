import { conformance, type Operation } from "@lancetree/conformance";
import { BaseNamespace, type Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { operationTable } from "@lancetree/spec";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type NamespaceServer, serve } from "../src/node/index.ts";
import { arrowStream, httpNamespace } from "./support.ts";

const implemented = new Set(Object.getOwnPropertyNames(MemoryNamespace.prototype));
const unsupported = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
  (name) => name !== "constructor" && !implemented.has(name),
) as Operation[];

let current = new MemoryNamespace();
let server: NamespaceServer;

beforeAll(async () => {
  const names = Object.keys(operationTable) as Operation[];
  const delegating = names.map((name) => [
    name,
    (...parameters: unknown[]) => Reflect.apply(current[name], current, parameters) as unknown,
  ]);
  server = await serve(Object.fromEntries(delegating) as Namespace, { port: 0 });
});

afterAll(() => server.close());

describe("memory over a real socket", () => {
  conformance(
    { describe, it },
    {
      open: async () => {
        current = new MemoryNamespace();
        return { namespace: httpNamespace(server.url) };
      },
      unsupported,
      arrowStream: arrowStream([1, 2]),
    },
  );
});
