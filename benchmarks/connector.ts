import type { Connection } from "@lancedb/lancedb";
import { demandPublished } from "./demand.ts";
import type { Library } from "./dir/job.ts";

type Connector = (
  root: string,
  properties?: Readonly<Record<string, string>>,
  options?: {
    readonly readConsistencyInterval?: number;
    readonly storageOptions?: Record<string, string>;
  },
) => Promise<Connection>;

/** Loads one library only, before anything is measured. A catalog in a bucket has properties. */
export async function connector(library: Library): Promise<Connector> {
  if (library === "native") {
    const { connectNamespace } = await import("@lancedb/lancedb");
    return (root, properties, options) => connectNamespace("dir", { root, ...properties }, options);
  }
  demandPublished("@lancetree/connection");
  const { connectNamespace } = await import("@lancetree/connection");
  return (root, properties, options) => connectNamespace("dir", { root, ...properties }, options);
}
