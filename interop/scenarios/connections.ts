import assert from "node:assert/strict";
import type { Path } from "../clients/client.ts";
import type { Harness, Native, Scenario } from "../harness/harness.ts";

/** How a client of LanceDB speaks to a server: the catalog's protocol, or that of LanceDB's own service. */
export type Dialect = "rest" | "rest-pushdown" | "db";

const people = [
  { id: 1, vector: [0.1, 0.2], name: "alice" },
  { id: 2, vector: [0.9, 0.8], name: "bob" },
  { id: 3, vector: [0.5, 0.5], name: "carol" },
];

const user = ["prod", "search", "user"];

/** LanceDB's `Connection` over our server; what it did is then looked for with our client on the folder itself. */
export function connectionScenarios(dialect: Dialect): readonly Scenario[] {
  return [
    { name: `${dialect}: namespaces, in every mode`, run: (harness) => namespaces(harness, dialect) },
    {
      name: `${dialect}: tables are created, filled and replaced`,
      run: (harness) => tables(harness, dialect),
    },
    { name: `${dialect}: rows change`, run: (harness) => rows(harness, dialect) },
    { name: `${dialect}: searches`, run: (harness) => searches(harness, dialect) },
    { name: `${dialect}: indices`, run: (harness) => indices(harness, dialect) },
    { name: `${dialect}: versions, tags and columns`, run: (harness) => versions(harness, dialect) },
    { name: `${dialect}: refusals`, run: (harness) => refusals(harness, dialect) },
  ];
}

/** A client that sends its queries to the server instead of reading the table where it lies. */
export const pushdownScenario: Scenario = {
  name: "rest: searches that the server carries out",
  async run(harness) {
    await searches(harness, "rest-pushdown");
    const count = await harness.requestCount("queryTable");
    assert.ok(count > 0, "no query came to the server");
    return `${count} queries`;
  },
};

/** What LanceDB for Python does over `db://` is what it does on a folder of its own. */
export const sameAsLocalScenario: Scenario = {
  name: "db: types, indices and refusals, as on a folder",
  async run(harness) {
    assert.deepEqual(await harness.differences(), []);
    return "";
  },
};

async function namespaces(harness: Harness, dialect: Dialect): Promise<string> {
  const [client, lancetree] = [await harness.remote(dialect), await harness.lancetree()];
  await client.call("createNamespace", ["prod"], { owner: "ann" });
  await client.call("createNamespace", ["prod", "search"], {}, "create");
  await client.call("createNamespace", ["prod"], { owner: "bob" }, "exist_ok");
  assert.deepEqual(await client.call("describeNamespace", ["prod"]), { owner: "ann" });
  await client.call("createNamespace", ["prod", "search"], { new: "yes" }, "overwrite");
  assert.deepEqual(await lancetree.call("describeNamespace", ["prod", "search"]), { new: "yes" });
  assert.deepEqual(await client.call("listNamespaces", []), ["prod"]);
  assert.deepEqual(await client.call("listNamespaces", ["prod"]), ["search"]);
  await client.call("dropNamespace", ["nowhere"], "skip");
  await client.call("dropNamespace", ["prod"], "fail", "cascade");
  assert.deepEqual(await lancetree.call("tree"), {});
  return "";
}

async function tables(harness: Harness, dialect: Dialect): Promise<string> {
  const lancetree = await harness.lancetree();
  const client = await prepare(harness, dialect);
  await client.call("addRows", user, [{ id: 4, vector: [0, 1], name: "dave" }]);
  const names = async (path: Path): Promise<unknown[]> =>
    (await lancetree.call("readTable", path)).map((row) => (row as { name: unknown }).name);
  assert.deepEqual(await names(user), ["alice", "bob", "carol", "dave"]);
  assert.equal((await client.call("readTable", user)).length, 4);
  await client.call("createTable", user, people.slice(0, 1), "exist_ok");
  assert.equal(await client.call("countRows", user), 4);
  await client.call("createTable", user, people.slice(0, 2), "overwrite");
  assert.deepEqual(await names(user), ["alice", "bob"]);
  await client.call("createTable", ["root"], people);
  assert.deepEqual(await client.call("tableNames", []), ["root"]);
  assert.deepEqual(await names(["root"]), ["alice", "bob", "carol"]);
  await client.call("renameTable", user, ["prod", "person"]);
  assert.deepEqual(await client.call("tableNames", ["prod", "search"]), []);
  assert.deepEqual(await names(["prod", "person"]), ["alice", "bob"]);
  await lancetree.call("createTable", ["prod", "ours"], [{ id: 7 }]);
  assert.deepEqual(await client.call("readTable", ["prod", "ours"]), [{ id: 7 }]);
  await client.call("dropTable", ["root"]);
  await client.call("dropTable", ["prod", "person"]);
  await client.call("dropTable", ["prod", "ours"]);
  assert.deepEqual(Object.keys(await lancetree.call("tree")), ["prod", "prod/search"]);
  return harness.assertClean(lancetree);
}

async function rows(harness: Harness, dialect: Dialect): Promise<string> {
  const lancetree = await harness.lancetree();
  const client = await prepare(harness, dialect);
  assert.equal(await client.call("countRows", user), 3);
  assert.equal(await client.call("countRows", user, "id > 1"), 2);
  await client.call("updateRows", user, "id = 1", { name: "'alicia'" });
  await client.call("mergeRows", user, "id", [
    { id: 2, vector: [0.9, 0.8], name: "robert" },
    { id: 9, vector: [1, 1], name: "zoe" },
  ]);
  await client.call("deleteRows", user, "id = 3");
  const found = (await lancetree.call("search", user, { columns: ["id", "name"] })) as { id: number }[];
  assert.deepEqual(
    found.toSorted((a, b) => a.id - b.id),
    [
      { id: 1, name: "alicia" },
      { id: 2, name: "robert" },
      { id: 9, name: "zoe" },
    ],
  );
  assert.equal(await client.call("countRows", user), 3);
  return "";
}

async function searches(harness: Harness, dialect: Dialect): Promise<string> {
  const client = await prepare(harness, dialect);
  const columns = ["name"];
  const near = { vector: [0.9, 0.8], columns };
  assert.deepEqual(await client.call("search", user, { ...near, limit: 2 }), [
    { name: "bob" },
    { name: "carol" },
  ]);
  assert.deepEqual(await client.call("search", user, { ...near, limit: 1, filter: "id <> 2" }), [
    { name: "carol" },
  ]);
  assert.deepEqual(await client.call("search", user, { filter: "name = 'alice'", columns: ["id"] }), [
    { id: 1 },
  ]);
  await client.call("createIndex", user, "name", "fts");
  assert.deepEqual(await client.call("search", user, { text: "carol", columns: ["name"], limit: 3 }), [
    { name: "carol" },
  ]);
  return "";
}

async function indices(harness: Harness, dialect: Dialect): Promise<string> {
  const lancetree = await harness.lancetree();
  const client = await prepare(harness, dialect);
  await client.call("createIndex", user, "id", "btree");
  await client.call("createIndex", user, "name", "fts");
  await client.call("createIndex", user, "vector", "ivf_flat");
  const indexed = (found: readonly { columns: readonly string[] }[]): string[] =>
    found.flatMap(({ columns }) => columns).toSorted();
  assert.deepEqual(indexed(await client.call("indices", user)), ["id", "name", "vector"]);
  const [index] = (await client.call("indices", user)).filter(({ columns }) => columns[0] === "id");
  assert.equal(await client.call("indexedRows", user, index?.name ?? ""), 3);
  await client.call("dropIndex", user, index?.name ?? "");
  assert.deepEqual(indexed(await lancetree.call("indices", user)), ["name", "vector"]);
  return "";
}

async function versions(harness: Harness, dialect: Dialect): Promise<string> {
  const lancetree = await harness.lancetree();
  const client = await prepare(harness, dialect);
  const first = (await client.call("versions", user)).at(-1) ?? 0;
  await client.call("createTag", user, "before", first);
  await client.call("addColumn", user, "twice", "id * 2");
  assert.deepEqual(await client.call("columns", user), ["id", "vector", "name", "twice"]);
  assert.deepEqual(await lancetree.call("search", user, { filter: "id = 2", columns: ["twice"] }), [
    { twice: 4 },
  ]);
  await client.call("dropColumn", user, "twice");
  assert.deepEqual(await lancetree.call("columns", user), ["id", "vector", "name"]);
  await client.call("deleteRows", user, "id > 1");
  assert.deepEqual(await client.call("tags", user), { before: first });
  await client.call("restore", user, first);
  assert.equal(await lancetree.call("countRows", user), 3);
  await client.call("deleteTag", user, "before");
  assert.deepEqual(await lancetree.call("tags", user), {});
  return `${(await client.call("versions", user)).length} versions`;
}

async function refusals(harness: Harness, dialect: Dialect): Promise<string> {
  const client = await prepare(harness, dialect);
  const before = await (await harness.lancetree()).call("tree");
  const refused = async (pattern: RegExp, refusal: ReturnType<Native["refuse"]>): Promise<void> => {
    const { name, message } = await refusal;
    assert.match(`${name}: ${message}`, pattern);
  };
  const missing = /not found|does not exist/i;
  await refused(/already exists/i, client.refuse("createNamespace", ["prod"]));
  await refused(/may contain only/i, client.refuse("createNamespace", ["a b"]));
  await refused(missing, client.refuse("createNamespace", ["nowhere", "below"]));
  await refused(missing, client.refuse("describeNamespace", ["nowhere"]));
  await refused(missing, client.refuse("listNamespaces", ["nowhere"]));
  await refused(missing, client.refuse("tableNames", ["nowhere"]));
  await refused(missing, client.refuse("dropNamespace", ["nowhere"]));
  await refused(/not empty/i, client.refuse("dropNamespace", ["prod"]));
  await refused(/already exists/i, client.refuse("createTable", user, people));
  await refused(missing, client.refuse("createTable", ["nowhere", "t"], people));
  await refused(missing, client.refuse("readTable", ["prod", "missing"]));
  await refused(missing, client.refuse("dropTable", ["prod", "missing"]));
  assert.deepEqual(await (await harness.lancetree()).call("tree"), before);
  return "";
}

/** Two namespaces and a table with three rows, made by the client. */
async function prepare(harness: Harness, dialect: Dialect): Promise<Native> {
  const client = await harness.remote(dialect);
  await client.call("createNamespace", ["prod"]);
  await client.call("createNamespace", ["prod", "search"]);
  await client.call("createTable", user, people);
  assert.deepEqual(await client.call("tableNames", ["prod", "search"]), ["user"]);
  return client;
}
