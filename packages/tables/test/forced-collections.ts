import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { afterEach, beforeEach } from "vitest";

/** The number of times that the program itself has run the garbage collector during a test. */
export interface ForcedCollections {
  /** Of all objects. */
  full: number;
  /** Only of objects that were allocated lately. */
  minor: number;
}

export function forcedCollections(): ForcedCollections {
  const collections: ForcedCollections = { full: 0, minor: 0 };
  let observer: PerformanceObserver | undefined;
  beforeEach(() => {
    Object.assign(collections, { full: 0, minor: 0 });
    observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { flags, kind } = detailOf(entry);
        if (typeof flags !== "number" || (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) continue;
        if (kind === constants.NODE_PERFORMANCE_GC_MINOR) collections.minor++;
        else collections.full++;
      }
    });
    observer.observe({ entryTypes: ["gc"] });
  });
  afterEach(() => observer?.disconnect());
  return collections;
}

/** The types of Node know no details of a run of the garbage collector. */
function detailOf(entry: PerformanceEntry): { flags?: unknown; kind?: unknown } {
  return "detail" in entry ? Object(entry.detail) : {};
}
