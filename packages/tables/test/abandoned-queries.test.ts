import { expect, it } from "vitest";
import { forcedCollections } from "./forced-collections.ts";
import { id, subject } from "./support.ts";

/** More rows than LanceDB returns at once. */
const of = subject(Array.from({ length: 3000 }, (_, index) => ({ id: index })));
/** Only a full collection frees the queries of LanceDB. */
const collections = forcedCollections();

const request = { id, k: 3000, order_by: [{ column_name: "id" }] };

it("a query that is not read to its end is freed", async () => {
  const { data } = await of.namespace.queryTable(request);
  for await (const _ of data) break;
  await expect.poll(() => collections.full).toBeGreaterThan(0);
});

it("so is one whose caller aborts it", async () => {
  const controller = new AbortController();
  const { data } = await of.namespace.queryTable(request, { signal: controller.signal });
  const reading = data[Symbol.asyncIterator]();
  await reading.next();
  controller.abort();
  await expect(reading.next()).rejects.toMatchObject({ name: "AbortError" });
  await expect.poll(() => collections.full).toBeGreaterThan(0);
});

it("many at once are freed together", async () => {
  const abandon = async (): Promise<void> => {
    for await (const _ of (await of.namespace.queryTable(request)).data) break;
  };
  await Promise.all(Array.from({ length: 10 }, abandon));
  await expect.poll(() => collections.full).toBeGreaterThan(0);
  expect(collections.full).toBeLessThan(10);
});
