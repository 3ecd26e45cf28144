import { openTableEngine } from "@lancetree/tables";
import { expect, test } from "vitest";
import { manifestRecords, manifestSchema } from "../src/manifest/manifest-schema.ts";
import { unchangedPredicate } from "../src/manifest/row-predicate.ts";
import { type NewRow, type Row, storedRow } from "../src/model/row.ts";
import { useFolder } from "./support/folder.ts";

const folder = useFolder();

const properties = { owner: "it's us" };
const rows: readonly Row[] = [
  { id: "space", kind: "namespace", location: null, properties: {} },
  { id: "space's", kind: "namespace", location: null, properties },
  { id: "space$table", kind: "table", location: "0a1b_table", properties: {} },
  { id: "space$other", kind: "table", location: "it's_other", properties },
  { id: "space$more", kind: "table", location: "0a1b_more", properties },
].map((row) => storedRow(row as NewRow));

/** What another writer may have changed: one column, from and to NULL as well. */
const changes: Readonly<Record<string, (row: Row) => Row>> = {
  nothing: (row) => row,
  kind: (row) => ({ ...row, kind: row.kind === "table" ? "namespace" : "table" }),
  location: (row) => ({ ...row, location: row.location === null ? "elsewhere" : null }),
  "another location": (row) => ({ ...row, location: "elsewhere" }),
  properties: (row) => storedRow({ ...row, properties: row.metadata === null ? properties : {} }),
  "other properties": (row) => storedRow({ ...row, properties: { owner: "them" } }),
};

/** From four rows on, the predicate is a list; a separator of its columns in a name makes it an OR again. */
const planned: Readonly<Record<string, readonly Row[]>> = {
  "one row": rows.slice(3, 4),
  "five rows": rows,
  "names with a separator": rows.map((row) => ({ ...row, id: `${row.id}\u0001x` })),
};

const cases = Object.entries(planned).flatMap(([name, some]) =>
  Object.keys(changes).flatMap((change) => some.map((_row, index) => ({ name, change, index }))),
);

test("a change compares each column of each row", async () => {
  await using engine = await openTableEngine();
  for (const { name, change, index } of cases) {
    const read = planned[name] ?? [];
    const stored = read.map((row, own) => (own === index ? (changes[change] ?? ((same) => same))(row) : row));
    const unchanged = read.filter((_row, own) => own !== index || change === "nothing").length;
    const table = await engine.createEmpty(
      { location: `${folder.root}/${name} ${change} ${index}` },
      manifestSchema(),
    );
    await table.mergeInsert("object_id").whenNotMatchedInsertAll().execute(manifestRecords(stored));
    const merge = table.mergeInsert("object_id");
    const merged = await merge
      .whenMatchedUpdateAll({ where: unchangedPredicate(read, "target.") })
      .execute(manifestRecords(read));
    const deleted = await table.delete(unchangedPredicate(read));
    expect({ name, change, index, merged: merged.numUpdatedRows, deleted: deleted.numDeletedRows }).toEqual({
      name,
      change,
      index,
      merged: unchanged,
      deleted: unchanged,
    });
    table.close();
  }
});
