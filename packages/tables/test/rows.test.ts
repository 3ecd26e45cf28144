import { describe, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { expectCode, id, read, rowsOf, stream, subject, users } from "./support.ts";

const of = subject();
const names = async (request: object = {}) => (await rowsOf(of, request)).map((row) => row["name"]);

describe("mergeInsertIntoTable", () => {
  const data = () =>
    stream([
      { ...users[1], name: "rob" },
      { ...users[0], id: 4, name: "dan" },
    ]);
  const merge = (request: object) =>
    of.namespace.mergeInsertIntoTable({ id, on: ["id"], data: data(), ...request });

  test("updates what matches and inserts what does not", async () => {
    const result = await merge({ when_matched_update_all: true, when_not_matched_insert_all: true });
    expect(result).toEqual({
      version: 2,
      num_inserted_rows: 1,
      num_updated_rows: 1,
      num_deleted_rows: 0,
      num_attempts: 1,
    });
    expect(await names()).toEqual(["alice", "rob", "carol", "dan"]);
  });

  test("each option has its effect", async () => {
    await merge({ when_not_matched_insert_all: true, timeout: "30s", use_index: true });
    expect(await names()).toEqual(["alice", "bob", "carol", "dan"]);
    await merge({ when_matched_update_all: true, when_matched_update_all_filt: "target.id > 2" });
    expect(await names()).toEqual(["alice", "bob", "carol", "dan"]);
    await merge({
      when_not_matched_by_source_delete: true,
      when_not_matched_by_source_delete_filt: "id = 1",
    });
    expect(await names()).toEqual(["bob", "carol", "dan"]);
    const { num_deleted_rows } = await merge({ when_not_matched_by_source_delete: true });
    expect(num_deleted_rows).toBe(1);
    expect(await names()).toEqual(["bob", "dan"]);
  });

  test("fills a table that is only declared", async () => {
    await of.inner.declareTable({ id: ["new"] });
    const result = await merge({ id: ["new"], when_not_matched_insert_all: true });
    expect(result).toMatchObject({ version: 1, num_inserted_rows: 2 });
    expect(await of.namespace.countTableRows({ id: ["new"] })).toEqual({ count: 2n });
  });

  test.each([
    [{ on: ["nope"], when_matched_update_all: true }, 12],
    [{ on: [], when_matched_update_all: true }, 13],
    [{ timeout: "soon", when_matched_update_all: true }, 13],
    [{}, 13],
    [{ when_matched_update_all: true, when_matched_update_all_filt: "nope = 1" }, 12],
    [{ when_matched_update_all: true, data: new Uint8Array() }, 13],
    [{ when_matched_update_all: true, branch: "zz" }, 22],
  ])("%j is rejected", async (request, code) => {
    await expectCode(merge(request), code);
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });
});

describe("updateTable", () => {
  const update = (request: object) =>
    of.namespace.updateTable({ id, updates: [["name", "'x'"]], ...request });

  test("updates the rows that a predicate selects, or all", async () => {
    expect(await update({ predicate: "id = 2" })).toEqual({ updated_rows: 1, version: 2 });
    expect(await names()).toEqual(["alice", "x", "carol"]);
    expect(await update({ updates: [["name", "concat(name, '!')"]], predicate: null })).toMatchObject({
      updated_rows: 3,
    });
    expect(await names()).toEqual(["alice!", "x!", "carol!"]);
  });

  test.each([
    [{ updates: [["nope", "1"]] }, 12],
    [{ updates: [["name", "nope"]] }, 12],
    [{ predicate: "nope = 1" }, 12],
    [{ predicate: "id = =" }, 13],
    [{ updates: [] }, 13],
    [{ updates: [["name"]] }, 13],
    [
      {
        updates: [
          ["name", "'x'"],
          ["name", "'y'"],
        ],
      },
      13,
    ],
    [{ properties: { a: "1" } }, 0],
    [{ id: ["missing"] }, 4],
  ])("%j is rejected", async (request, code) => {
    await expectCode(update(request), code);
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });
});

describe("deleteFromTable", () => {
  test("deletes the rows that a predicate selects; none is a success", async () => {
    expect(await of.namespace.deleteFromTable({ id, predicate: "id > 1" })).toEqual({
      version: 2,
      num_deleted_rows: 2,
    });
    expect(await names()).toEqual(["alice"]);
    expect(await of.namespace.deleteFromTable({ id, predicate: "id > 1" })).toMatchObject({
      num_deleted_rows: 0,
    });
    expect(await names()).toEqual(["alice"]);
  });

  test.each([
    ["", 13],
    ["id = =", 13],
    ["nope = 1", 12],
  ])("%j is rejected", async (predicate, code) => {
    await expectCode(of.namespace.deleteFromTable({ id, predicate }), code);
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });
});

test("a branch is written and read separately from the main branch", async () => {
  const { namespace } = of;
  await namespace.createTableBranch({ id, name: "b" });
  await namespace.insertIntoTable({ id, branch: "b", data: stream([{ ...users[0], id: 9, name: "zoe" }]) });
  await namespace.updateTable({ id, branch: "b", predicate: "id = 1", updates: [["name", "'al'"]] });
  await namespace.deleteFromTable({ id, branch: "b", predicate: "id = 2" });
  expect(await names({ branch: "b" })).toEqual(["al", "carol", "zoe"]);
  expect(await namespace.countTableRows({ id, branch: "b" })).toEqual({ count: 3n });
  expect(await names()).toEqual(["alice", "bob", "carol"]);
  expect(await names({ branch: "main" })).toEqual(["alice", "bob", "carol"]);
});

test("a result is a file that can be read while it arrives", async () => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await of.namespace.queryTable({ id, k: 3, filter: "id < 3" })).data)
    chunks.push(chunk);
  const file = Buffer.concat(chunks);
  // One chunk with the rows and one with the footer: small messages are joined, and more rows could follow.
  expect(chunks).toHaveLength(2);
  expect(arrow.RecordBatchReader.from(chunks[0]?.subarray(8)).readAll()).toHaveLength(1);
  expect(file.subarray(0, 6).toString()).toBe("ARROW1");
  expect(file.subarray(-6).toString()).toBe("ARROW1");
  expect(arrow.tableFromIPC(file).numRows).toBe(2);
  // The bytes after the magic are a stream.
  expect(arrow.RecordBatchReader.from(file.subarray(8)).readAll()).toHaveLength(1);
});

test("a query that is not read to its end releases the table", async () => {
  const { data } = await of.namespace.queryTable({ id, k: 3 });
  for await (const chunk of data) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  expect(await read((await of.namespace.queryTable({ id, k: 3 })).data)).toHaveLength(3);
});

describe("zero rows", () => {
  const none = () => {
    const made = arrow.tableFromIPC(stream(users));
    return arrow.tableToIPC(new arrow.Table(made.schema), "stream");
  };

  test("appended, they change nothing", async () => {
    const result = await of.namespace.insertIntoTable({ id, data: none() });
    expect(result).toMatchObject({ num_inserted_rows: 0 });
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });

  test("as an overwrite, they empty the table", async () => {
    await of.namespace.insertIntoTable({ id, data: none(), mode: "overwrite" });
    expect(await of.namespace.countTableRows({ id })).toEqual({ count: 0n });
    await of.namespace.insertIntoTable({ id, data: stream(users) });
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });

  test("merged, they match nothing", async () => {
    const merge = { id, on: ["id"], when_matched_update_all: true, when_not_matched_insert_all: true };
    expect(await of.namespace.mergeInsertIntoTable({ ...merge, data: none() })).toMatchObject({
      num_inserted_rows: 0,
      num_updated_rows: 0,
      num_deleted_rows: 0,
    });
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });

  test("of other columns, they are rejected", async () => {
    const other = arrow.tableToIPC(
      new arrow.Table(new arrow.Schema([new arrow.Field("other", new arrow.Int32())])),
      "stream",
    );
    await expectCode(of.namespace.insertIntoTable({ id, data: other }), 20);
    expect(await names()).toEqual(["alice", "bob", "carol"]);
  });
});
