export { MemoryNamespace, type MemoryNamespaceOptions } from "./memory-namespace.ts";
