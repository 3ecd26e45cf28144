// Run by node-test.system.test.ts as a program of its own: node:test cannot run inside vitest.
import { describe, it } from "node:test";
import { conformance, inheritedOperations } from "@lancetree/conformance";
import { MemoryNamespace } from "@lancetree/core/memory";

conformance(
  { describe, it },
  {
    open: async () => ({ namespace: new MemoryNamespace() }),
    unsupported: inheritedOperations(MemoryNamespace.prototype),
    arrowStream: new Uint8Array([1, 2, 3]),
  },
);
