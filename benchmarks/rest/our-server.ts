/**
 * A process with our server, over our catalog in the folder that is its argument. It tells its address, and its memory
 * whenever it gets a message; it ends with the process that started it.
 */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { peakMemory } from "../peak-memory.ts";
import type { ServerMemory } from "./servers.ts";

const namespace = withTables(new DirectoryNamespace({ root: process.argv[2] ?? "" }));
const { url } = await serve(namespace, { port: 0 });
process.on("message", () => {
  const memory: ServerMemory = { resident: process.memoryUsage.rss(), peak: peakMemory() };
  process.send?.(memory);
});
process.on("disconnect", () => process.exit());
process.send?.(url);
