import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { afterEach, beforeEach, expect, it } from "vitest";
import { id, subject } from "./support.ts";

const of = subject();
let observer: PerformanceObserver;
/** The number of times that the program itself has run the garbage collector, which alone frees the queries of LanceDB. */
let collections = 0;

beforeEach(() => {
  collections = 0;
  observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (isForced(entry)) collections++;
  });
  observer.observe({ entryTypes: ["gc"] });
});

/** The types of Node know no details of a run of the garbage collector. */
function isForced(entry: PerformanceEntry): boolean {
  const { flags }: { flags?: unknown } = "detail" in entry ? Object(entry.detail) : {};
  return typeof flags === "number" && (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
}

afterEach(() => observer.disconnect());

const request = { id, k: 1000, order_by: [{ column_name: "id" }] };

it("a query that is not read to its end is freed", async () => {
  const { data } = await of.namespace.queryTable(request);
  for await (const _ of data) break;
  await expect.poll(() => collections).toBeGreaterThan(0);
});

it("so is one whose caller aborts it", async () => {
  const controller = new AbortController();
  const { data } = await of.namespace.queryTable(request, { signal: controller.signal });
  const reading = data[Symbol.asyncIterator]();
  await reading.next();
  controller.abort();
  await expect(reading.next()).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => collections).toBeGreaterThan(0);
});

it("many at once are freed together", async () => {
  const abandon = async (): Promise<void> => {
    for await (const _ of (await of.namespace.queryTable(request)).data) break;
  };
  await Promise.all(Array.from({ length: 10 }, abandon));
  await expect.poll(() => collections).toBeGreaterThan(0);
  expect(collections).toBeLessThan(10);
});
