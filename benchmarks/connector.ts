import type { Connection } from "@lancedb/lancedb";
import type { Library } from "./dir/job.ts";

/** Loads one library only, before anything is measured. */
export async function connector(library: Library): Promise<(root: string) => Promise<Connection>> {
  if (library === "native") {
    const { connectNamespace } = await import("@lancedb/lancedb");
    return (root) => connectNamespace("dir", { root });
  }
  if (!import.meta.resolve("@lancetree/connection").endsWith("/dist/index.js")) {
    throw new Error("The benchmarks measure what is published: the built packages, not the sources.");
  }
  const { connectNamespace } = await import("@lancetree/connection");
  return (root) => connectNamespace("dir", { root });
}
