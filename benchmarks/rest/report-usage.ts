/** What a server of the benchmark says to the process that started it. */
import { peakMemory } from "../peak-memory.ts";

/** What a server's process has used so far. */
export interface ServerUsage {
  /** Bytes. */
  readonly resident: number;
  /** Bytes, since the process began. */
  readonly peak: number;
  /** Processor time in milliseconds. */
  readonly processor: number;
}

/** Sends the address of a server, and on each message what this process has used so far. It ends with the process that started it. */
export function reportUsage(url: string): void {
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
}
