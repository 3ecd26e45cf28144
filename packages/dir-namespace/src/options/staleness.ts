import { type CallOptions, minTimestampHeader } from "@lancetree/core";

/**
 * How many seconds old what a call answers may be: as old as the catalog is configured, but not older than the time that
 * the call demands. A time that cannot be read demands the latest.
 */
export function allowedStaleness(interval: number | undefined, { headers }: CallOptions): number {
  const [, demanded] =
    Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === minTimestampHeader) ?? [];
  if (demanded === undefined) return interval ?? 0;
  // One millisecond more than is read: the header counts nanoseconds.
  const age = (Date.now() - (Date.parse(demanded) + 1)) / 1000;
  return age > 0 ? Math.min(interval ?? 0, age) : 0;
}
