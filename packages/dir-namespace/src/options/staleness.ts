import { type CallOptions, minTimestampHeader } from "@lancetree/core";

/**
 * Maximum staleness of a read, in seconds: the configured interval, but not older than the time that the call demands. An invalid time
 * demands the latest version.
 */
export function allowedStaleness(interval: number | undefined, { headers }: CallOptions): number {
  const [, demanded] =
    Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === minTimestampHeader) ?? [];
  if (demanded === undefined) return interval ?? 0;
  // One millisecond more than was parsed: the header has nanoseconds.
  const age = (Date.now() - (Date.parse(demanded) + 1)) / 1000;
  return age > 0 ? Math.min(interval ?? 0, age) : 0;
}
