/**
 * A process with our server, over our catalog in the folder that is its argument. It sends its address, and on each
 * message what it has used so far. It ends with the process that started it.
 */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { peakMemory } from "../peak-memory.ts";
import type { ServerUsage } from "./servers.ts";

const namespace = withTables(new DirectoryNamespace({ root: process.argv[2] ?? "" }));
const { url } = await serve(namespace, { port: 0 });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const usage: ServerUsage = {
    resident: process.memoryUsage.rss(),
    peak: peakMemory(),
    processor: (user + system) / 1000,
  };
  process.send?.(usage);
});
process.on("disconnect", () => process.exit());
process.send?.(url);
