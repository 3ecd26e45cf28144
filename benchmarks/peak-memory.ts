import { readFileSync } from "node:fs";

/**
 * The most that this process ever held, in bytes. Linux says so since the program began; what `getrusage` says there may
 * be the peak of the parent process.
 */
export function peakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}
