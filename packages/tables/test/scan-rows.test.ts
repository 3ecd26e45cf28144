import { expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { id, subject } from "./support.ts";

const count = 5_000;
const of = subject(
  Array.from({ length: count }, (_, index) => ({ id: index, vector: [index, 1], text: `row ${index}` })),
);

/** The rows of each batch of a result. */
async function batchesOf(request: object): Promise<number[]> {
  const chunks: Uint8Array[] = [];
  const { data } = await of.namespace.queryTable({ id, k: count, ...request });
  for await (const chunk of data) chunks.push(chunk);
  return arrow.tableFromIPC(Buffer.concat(chunks)).batches.map(({ numRows }) => numRows);
}

const columns = { column_names: ["id", "vector"] };

test("a scan of narrow columns of fixed width has long batches", async () => {
  expect(await batchesOf({ columns })).toEqual([count]);
  expect(await batchesOf({ columns, with_row_id: true, offset: 10, k: 3_000 })).toEqual([3_000]);
});

test.each([
  ["strings, which may be long", {}],
  ["a filter, which may read strings", { columns, filter: "text LIKE 'row%'" }],
  ["a value computed from strings", { columns: { column_aliases: { made: "length(text)" } } }],
])("no batch is longer than LanceDB's with %s", async (_, request) => {
  const batches = await batchesOf(request);
  expect(Math.max(...batches)).toBeLessThanOrEqual(1_024);
  expect(batches.reduce((sum, rows) => sum + rows, 0)).toBe(count);
});
