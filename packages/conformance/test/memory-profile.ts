import { BaseNamespace, type Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import type { Operation, Profile } from "../src/index.ts";

const implemented = new Set(Object.getOwnPropertyNames(MemoryNamespace.prototype));

/** How the kit sees the memory namespace, or a mutant of it. */
export function memoryProfile(make: () => Namespace): Profile {
  const operations = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
    (name) => name !== "constructor",
  );
  return {
    open: async () => ({ namespace: make() }),
    unsupported: operations.filter((operation) => !implemented.has(operation)) as Operation[],
    // The memory namespace demands that there is a stream and does not look inside.
    arrowStream: new Uint8Array([1, 2, 3]),
  };
}
