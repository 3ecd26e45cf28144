import type { Namespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { inheritedOperations, type Profile } from "../src/index.ts";

/** How the kit sees the memory namespace, or a mutant of it. */
export function memoryProfile(make: () => Namespace): Profile {
  return {
    open: async () => ({ namespace: make() }),
    unsupported: inheritedOperations(MemoryNamespace.prototype),
    // The memory namespace demands that there is a stream and does not look inside.
    arrowStream: new Uint8Array([1, 2, 3]),
  };
}
