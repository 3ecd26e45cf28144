/** A process that makes the catalog in the folder of its argument. */
import { connectNamespace } from "@lancedb/lancedb";
import { arrow } from "@lancetree/tables";
import type { Table } from "apache-arrow";
import { seed } from "../scale/seed.ts";
import { parent } from "../seeded-names.ts";
import { longTable, type Sizes, wideTable } from "./catalog.ts";
import type { Seeded } from "./job.ts";

const { root, sizes } = JSON.parse(process.argv[2] ?? "") as { root: string; sizes: Sizes };
const rowsPerWrite = 1_000_000;
const dimensions = 16;
const groups = ["books", "music", "films", "games", "food", "travel"];

await seed({ root, objects: sizes.objects, order: "sorted" });
const db = await connectNamespace("dir", { root });
const long = await db.createTable(longTable, numbers(0, Math.min(sizes.rows, rowsPerWrite)));
for (let first = rowsPerWrite; first < sizes.rows; first += rowsPerWrite)
  await long.add(numbers(first, Math.min(rowsPerWrite, sizes.rows - first)));
long.close();
(await db.createTable(wideTable, textTable(sizes.scrolled))).close();
db.close();
const seeded: Seeded = { namespace: parent };
process.stdout.write(JSON.stringify(seeded));

function numbers(first: number, count: number): Table {
  return new arrow.Table({
    id: arrow.makeVector(BigInt64Array.from({ length: count }, (_, row) => BigInt(first + row))),
    price: arrow.makeVector(Float64Array.from({ length: count }, (_, row) => (row * 7919) % 10_000)),
    kind: arrow.makeVector(Int32Array.from({ length: count }, (_, row) => row % 97)),
  });
}

function textTable(count: number): Table {
  const rows = Array.from({ length: count }, (_, row) => row);
  const type = new arrow.FixedSizeList(dimensions, new arrow.Field("item", new arrow.Float32(), true));
  return new arrow.Table({
    id: arrow.vectorFromArray(rows, new arrow.Int32()),
    title: arrow.vectorFromArray(
      rows.map((row) => `The title of row ${row}, which is a little longer than its column is wide`),
      new arrow.Utf8(),
    ),
    group: arrow.vectorFromArray(
      rows.map((row) => groups[row % groups.length] ?? ""),
      new arrow.Utf8(),
    ),
    price: arrow.vectorFromArray(
      rows.map((row) => (row * 7919) % 10_000),
      new arrow.Float64(),
    ),
    note: arrow.vectorFromArray(
      rows.map((row) => (row % 5 === 0 ? null : `note ${row}`)),
      new arrow.Utf8(),
    ),
    // Around one center for each group.
    vector: arrow.vectorFromArray(
      rows.map((row) =>
        Array.from(
          { length: dimensions },
          (_, at) => Math.sin((row % groups.length) * 1.7 + at) * 2 + Math.sin(row * 12.9898 + at * 78.233),
        ),
      ),
      type,
    ),
  });
}
