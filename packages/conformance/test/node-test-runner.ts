// Run by node-test.system.test.ts as a program of its own: node:test cannot run inside vitest.
import { describe, it } from "node:test";
import { conformance, type Operation } from "@lancetree/conformance";
import { BaseNamespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";

const all = Object.getOwnPropertyNames(BaseNamespace.prototype) as (Operation | "constructor")[];
const own = new Set(Object.getOwnPropertyNames(MemoryNamespace.prototype));

conformance(
  { describe, it },
  {
    open: async () => ({ namespace: new MemoryNamespace() }),
    unsupported: all.filter((name) => name !== "constructor" && !own.has(name)) as Operation[],
    arrowStream: new Uint8Array([1, 2, 3]),
  },
);
