import { collector } from "./collector.ts";

/** Fewer than the bytes after which a collection of all objects begins in a small process. */
const maxBytes = 4 * 1024 * 1024;

let bytesSinceCollection = 0;

/**
 * Frees the memory of results that were read. LanceDB returns each batch in memory outside of Node's heap, which Node frees when it collects the
 * object. Node counts that memory as old, so that it collects all objects, tens of milliseconds of work, for every 10 MB of results. After fewer
 * bytes, this function collects only the objects that were allocated lately, in less than a millisecond.
 */
export function freeResults(bytes: number): void {
  bytesSinceCollection += bytes;
  if (bytesSinceCollection < maxBytes) return;
  bytesSinceCollection = 0;
  collector()?.({ type: "minor" });
}
