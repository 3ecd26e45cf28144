import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { collect, type Play, startServer } from "./support/server.ts";

const path = ["prod", "user"];
const id = path;

async function startTable(...plays: Play[]) {
  const server = await startServer(...plays);
  const table = new RestNamespace({ uri: server.url }).table(path);
  const sent = (): unknown[] =>
    server.arrived.map(({ url, body }) => [
      url.replace(/^\/v1\/table\/prod%24user\/|\?delimiter=%24$|&delimiter=%24$/g, ""),
      /^[[{]/.test(body.toString()) ? JSON.parse(body.toString()) : body.toString(),
    ]);
  return { table, sent };
}

describe("a query", () => {
  it("is put together step by step, and each step leaves the one before as it is", async () => {
    const { table, sent } = await startTable({ body: "rows" });
    const all = table.query();
    const some = all.where("a > 1").select(["a", "b"]).limit(5).offset(2).with({ version: 3 });
    await all.run();
    const { data } = await some.run();
    expect(Buffer.concat(await collect(data)).toString()).toBe("rows");
    expect(sent()).toEqual([
      ["query", { k: 2_147_483_647, id }],
      [
        "query",
        {
          k: 5,
          filter: "a > 1",
          columns: { column_names: ["a", "b"] },
          offset: 2,
          version: 3,
          id,
        },
      ],
    ]);
  });

  it("searches by vector and by text", async () => {
    const { table, sent } = await startTable({ body: "rows" });
    await table.search([0.5, 1]).select({ twice: "a * 2" }).run();
    await table.search("hello").limit(1).run();
    expect(sent()).toEqual([
      [
        "query",
        { k: 10, vector: { single_vector: [0.5, 1] }, columns: { column_aliases: { twice: "a * 2" } }, id },
      ],
      ["query", { k: 1, full_text_query: { string_query: { query: "hello" } }, id }],
    ]);
  });

  it("shows its plan", async () => {
    const { table, sent } = await startTable({ body: '"plan"' });
    const query = table.query().limit(1);
    expect(await query.explain({ verbose: true })).toBe("plan");
    expect(await query.analyze()).toBe("plan");
    expect(sent()).toEqual([
      ["explain_plan", { id, query: { k: 1, id }, verbose: true }],
      ["analyze_plan", { k: 1, id }],
    ]);
  });
});

describe("a remote table", () => {
  it("reads and changes rows", async () => {
    const { table, sent } = await startTable(
      { body: { version: 2 } },
      { body: "12" },
      { body: "3" },
      { body: { updated_rows: 1, version: 3 } },
      { body: { version: 4 } },
      { body: { num_inserted_rows: 1 } },
    );
    expect(await table.add(new TextEncoder().encode("arrow"), { mode: "overwrite" })).toEqual({ version: 2 });
    expect(await table.countRows()).toBe(12n);
    expect(await table.countRows("a > 1")).toBe(3n);
    expect(await table.update({ a: "a + 1" }, "b = 2")).toEqual({ updated_rows: 1, version: 3 });
    expect(await table.delete("a = 1")).toEqual({ version: 4 });
    const merge = { when_not_matched_insert_all: true };
    expect(await table.mergeInsert(["a"], new TextEncoder().encode("arrow"), merge)).toEqual({
      num_inserted_rows: 1,
    });
    expect(sent()).toEqual([
      ["insert?mode=Overwrite", "arrow"],
      ["count_rows", { id }],
      ["count_rows", { id, predicate: "a > 1" }],
      ["update", { id, updates: [["a", "a + 1"]], predicate: "b = 2" }],
      ["delete", { id, predicate: "a = 1" }],
      ["merge_insert?on=a&when_not_matched_insert_all=true", "arrow"],
    ]);
  });

  it("manages indices, tags and versions, over all their pages", async () => {
    const index = { index_name: "i", index_uuid: "u", columns: ["a"], status: "done" };
    const tag = { version: 1, manifestSize: 2 };
    const { table, sent } = await startTable(
      {},
      { body: { indexes: [index], page_token: "i" } },
      { body: { indexes: [{ ...index, index_name: "j" }] } },
      { body: { num_indexed_rows: 5 } },
      { body: {} },
      { body: { tags: { a: tag }, page_token: "a" } },
      { body: { tags: { b: tag } } },
      { body: { version: 7 } },
      { body: {} },
      { body: {} },
      { body: {} },
      { body: { versions: [{ version: 1, manifest_path: "m" }] } },
      { body: {} },
      { body: { location: "x" } },
    );
    await table.createIndex("a", "BTREE", { name: "i" });
    const indices = await collect(table.indices());
    expect(indices.map(({ index_name: name }) => name)).toEqual(["i", "j"]);
    expect(await table.indexStats("i")).toEqual({ num_indexed_rows: 5 });
    await table.dropIndex("i");
    expect(await collect(table.tags())).toEqual([
      ["a", tag],
      ["b", tag],
    ]);
    expect(await table.tagVersion("a")).toBe(7);
    await table.createTag("c", 1);
    await table.updateTag("c", 2);
    await table.deleteTag("c");
    expect(await collect(table.versions())).toEqual([{ version: 1, manifest_path: "m" }]);
    await table.restore(1);
    expect(await table.describe()).toEqual({ location: "x" });
    expect(sent()).toEqual([
      ["create_index", { name: "i", id, column: "a", index_type: "BTREE" }],
      ["index/list", { id, page_token: null }],
      ["index/list", { id, page_token: "i" }],
      ["index/i/stats", { id, index_name: "i" }],
      ["index/i/drop", ""],
      ["tags/list", ""],
      ["tags/list?page_token=a", ""],
      ["tags/version", { id, tag: "a" }],
      ["tags/create", { id, tag: "c", version: 1 }],
      ["tags/update", { id, tag: "c", version: 2 }],
      ["tags/delete", { id, tag: "c" }],
      ["version/list", ""],
      ["restore", { id, version: 1 }],
      ["describe", { id }],
    ]);
  });
});

describe("a branch", () => {
  it("is created, listed and deleted", async () => {
    const { table, sent } = await startTable(
      { body: {} },
      { body: { branches: { b: { parentVersion: 1, createAt: 0, manifestSize: 1 } } } },
      { body: {} },
    );
    await table.createBranch("b", { from_version: 1 });
    const names: string[] = [];
    for await (const [name] of table.branches()) names.push(name);
    await table.deleteBranch("b");
    expect(names).toEqual(["b"]);
    expect(sent().map((call) => JSON.stringify(call))).toEqual([
      expect.stringMatching(/^\["branches\/create",.*"from_version":1/),
      expect.stringContaining("branches/list"),
      expect.stringMatching(/^\["branches\/delete",.*"name":"b"/),
    ]);
  });

  it("is read and changed by every call of a table on it, and the table beside it keeps its own", async () => {
    const { table, sent } = await startTable({ body: "3" }, { body: '"plan"' }, { body: {} }, { body: "3" });
    const branch = table.onBranch("b");
    expect([branch.branch, table.branch]).toEqual(["b", undefined]);
    await branch.countRows();
    await branch.query().limit(1).explain();
    await branch.describe({ load_detailed_metadata: true });
    await table.countRows();
    expect(sent()).toEqual([
      ["count_rows", { id, branch: "b" }],
      ["explain_plan", { id, query: { id, branch: "b", k: 1 } }],
      ["describe?load_detailed_metadata=true", { id, branch: "b" }],
      ["count_rows", { id }],
    ]);
  });
});

it("statistics, metadata of fields and the refresh of a view are asked for", async () => {
  const { table, sent } = await startTable(
    { body: { total_bytes: 1, num_rows: 2, num_indices: 0, fragment_stats: {} } },
    { body: {} },
    { body: { job_id: "j" } },
  );
  expect((await table.stats()).num_rows).toBe(2);
  await table.updateFieldMetadata([{ path: "a", metadata: { unit: "m" } }]);
  expect((await table.refreshMaterializedView({ src_version: 3 })).job_id).toBe("j");
  expect(sent()).toEqual([
    ["stats", { id }],
    ["update_field_metadata", { id, updates: [{ path: "a", metadata: { unit: "m" } }] }],
    ["/v1/materialized_view/prod%24user/refresh", { src_version: 3, id }],
  ]);
});

describe("columns", () => {
  it("are added from expressions, changed and dropped", async () => {
    const { table, sent } = await startTable({ body: "{}" }, { body: "{}" }, { body: "{}" });
    await table.addColumns([{ name: "twice", expression: "a * 2" }]);
    await table.alterColumns([{ path: "twice", data_type: { type: "timestamp:ms:UTC" } }]);
    await table.dropColumns(["twice"]);
    expect(sent()).toEqual([
      ["add_columns", { new_columns: [{ name: "twice", expression: "a * 2" }], id }],
      ["alter_columns", { alterations: [{ path: "twice", data_type: { type: "timestamp:ms:UTC" } }], id }],
      ["drop_columns", { columns: ["twice"], id }],
    ]);
  });

  it("of a schema travel as Arrow, and the branch beside it", async () => {
    const server = await startServer({ body: "{}" });
    const namespace = new RestNamespace({ uri: server.url });
    const data = new TextEncoder().encode("a schema");
    await namespace.alterTableAddColumns({ id, new_columns: [], data, branch: "b" });
    const [arrived] = server.arrived;
    expect(arrived?.url).toContain("add_columns?");
    expect(arrived?.url).toContain("branch=b");
    expect(arrived?.headers["content-type"]).toBe("application/vnd.apache.arrow.stream");
    expect(arrived?.body.toString()).toBe("a schema");
  });
});
