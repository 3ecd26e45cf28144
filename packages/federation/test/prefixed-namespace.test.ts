import {
  isNamespaceError,
  type Namespace,
  NamespaceNotFoundError,
  operationNames,
  TableNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { CallingNamespace } from "../src/databases/operations.ts";
import { prefixedNamespace } from "../src/prefix/prefixed-namespace.ts";
import { stripPrefixFromError } from "../src/prefix/strip-prefix.ts";

const prefix = ["team", "a"];
let database: Namespace;
let view: Namespace;

beforeEach(async () => {
  database = await withNamespaces(prefix);
  await database.declareTable({ id: ["secret"] });
  await database.declareTable({ id: ["team", "secret"] });
  view = prefixedNamespace(database, prefix);
});

describe("a prefix", () => {
  it("is the root of its namespace", async () => {
    await view.createNamespace({ id: ["n"], properties: { k: "v" } });
    await view.declareTable({ id: ["n", "t"] });
    expect(await database.describeNamespace({ id: [...prefix, "n"] })).toEqual({ properties: { k: "v" } });
    expect((await view.listNamespaces({ id: [] })).namespaces).toEqual(["n"]);
    expect((await view.listTables({ id: [] })).tables).toEqual([]);
    expect(await view.createNamespace({ id: [], mode: "exist_ok" })).toEqual({ properties: {} });
    await expect(view.createNamespace({ id: [] })).rejects.toMatchObject({ code: 2 });
    await expect(view.dropNamespace({ id: [], behavior: "cascade" })).rejects.toMatchObject({ code: 13 });
    expect(await view.dropTable({ id: ["n", "t"] })).toMatchObject({ id: ["n", "t"] });
  });

  it("must exist, and the error says that it does not", async () => {
    const missing = prefixedNamespace(database, ["team", "b"]);
    const message = "The prefix of this request is not a namespace of the database.";
    for (const call of [
      missing.listTables({ id: [] }),
      missing.listAllTables({}),
      missing.describeNamespace({ id: [] }),
      missing.createNamespace({ id: [], mode: "exist_ok" }),
      missing.createNamespace({ id: ["n"] }),
      missing.declareTable({ id: ["t"] }),
      prefixedNamespace(database, ["secret"]).listTables({ id: [] }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(call).rejects.toMatchObject({ code: 1, message });
    }
    expect((await database.listNamespaces({ id: ["team"] })).namespaces).toEqual(["a"]);
  });

  it("is not a table, even where there is one", async () => {
    const table = prefixedNamespace(database, ["secret"]);
    for (const name of operationNames.filter((one) => !/amespace|listTables|listAll|batch/.test(one))) {
      const request = { id: [], location: "x", new_table_name: "x" };
      const call = Reflect.apply(table[name], table, [request]) as Promise<unknown>;
      // oxlint-disable-next-line no-await-in-loop
      await expect(call, name).rejects.toMatchObject({ code: name.includes("MaterializedView") ? 0 : 13 });
    }
  });

  it("keeps clones of tables below it", async () => {
    const requests: object[] = [];
    const cloning = Object.assign(Object.create(database) as Namespace, {
      cloneTable: async (request: object) => requests.push(request),
    });
    await prefixedNamespace(cloning, prefix).cloneTable({
      id: ["n", "t"],
      source_id: ["s"],
      source_tag: "x",
    });
    expect(requests).toEqual([{ id: [...prefix, "n", "t"], source_id: [...prefix, "s"], source_tag: "x" }]);
    const away = { id: ["t"], source_id: ["..", "s"] };
    await expect(prefixedNamespace(cloning, prefix).cloneTable(away)).rejects.toMatchObject({ code: 13 });
    const plain = prefixedNamespace(database, prefix);
    await expect(plain.cloneTable({ id: ["t"], source_id: ["s"] })).rejects.toMatchObject({ code: 0 });
    expect(requests).toHaveLength(1);
  });

  it("does not find tables outside of it by their locations", async () => {
    const requests: object[] = [];
    const finding = Object.assign(Object.create(database) as Namespace, {
      tablesAt: async (request: object) => {
        requests.push(request);
        return { isInside: true, ids: [["secret", "t"], [...prefix, "n", "t"], ["t"]] };
      },
    });
    const found = await prefixedNamespace(finding, prefix).tablesAt({ location: "/x" });
    expect(found).toEqual({ isInside: true, ids: [["n", "t"]] });
    expect(requests).toEqual([{ location: "/x" }]);
  });

  it("cannot be left by dots", async () => {
    const refused = { code: 13, message: 'Under a prefix no component of a path may be "." or "..".' };
    const away = ["..", "..", "secret"];
    await expect(view.describeTable({ id: away })).rejects.toMatchObject(refused);
    await expect(view.listTables({ id: [".."] })).rejects.toMatchObject(refused);
    await expect(view.dropTable({ id: ["n", ".", "t"] })).rejects.toMatchObject(refused);
    await view.declareTable({ id: ["t"] });
    await expect(
      view.renameTable({ id: ["t"], new_table_name: "u", new_namespace_id: ["..", ".."] }),
    ).rejects.toMatchObject({ code: 13 });
    await expect(
      view.batchCommitTables({ operations: [{ deregister_table: { id: away } }] }),
    ).rejects.toMatchObject(refused);
  });

  it("moves tables only within it", async () => {
    await view.createNamespace({ id: ["n"] });
    await view.declareTable({ id: ["t"] });
    await view.renameTable({ id: ["t"], new_table_name: "u", new_namespace_id: ["n"] });
    await view.renameTable({ id: ["n", "u"], new_table_name: "w" });
    expect((await database.listTables({ id: [...prefix, "n"] })).tables).toEqual(["w"]);
    await view.renameTable({ id: ["n", "w"], new_table_name: "w", new_namespace_id: [] });
    expect((await database.listTables({ id: prefix })).tables).toEqual(["w"]);
    expect((await database.listTables({ id: [] })).tables).toEqual(["secret"]);
  });

  it("lists what is below it, with any delimiter", async () => {
    await database.declareTable({ id: ["teamxa"] });
    await database.createNamespace({ id: ["teamxaxn"] });
    await database.declareTable({ id: ["teamxaxn", "t"] });
    await view.createNamespace({ id: ["n"] });
    await view.createNamespace({ id: ["n", "m"] });
    for (const id of [["t"], ["n", "t"], ["n", "m", "t"], ["n-t"], ["n.t"]]) {
      // oxlint-disable-next-line no-await-in-loop
      await view.declareTable({ id });
    }
    const all = ["n$m$t", "n$t", "n-t", "n.t", "t"];
    expect((await view.listAllTables({})).tables).toEqual(all);
    expect((await view.listAllTables({ delimiter: "x" })).tables).toEqual([
      "n-t",
      "n.t",
      "nxmxt",
      "nxt",
      "t",
    ]);
    expect((await view.listAllTables({ include_declared: false })).tables).toEqual([]);
    const first = await view.listAllTables({ limit: 2 });
    expect(first).toEqual({ tables: all.slice(0, 2), page_token: "n$t" });
    expect(await view.listAllTables({ limit: 3, page_token: "n$t" })).toEqual({ tables: all.slice(2) });
  });

  it("keeps registered locations below it", async () => {
    const requests: unknown[] = [];
    const recording = prefixedNamespace(
      new CallingNamespace(async (_, request) => {
        requests.push(request);
        return {};
      }),
      prefix,
    );
    await recording.registerTable({ id: ["t"], location: "x/y.lance" });
    await recording.declareTable({ id: ["t"], location: "y.lance" });
    expect(requests).toEqual([
      { id: [...prefix, "t"], location: "team/a/x/y.lance" },
      { id: [...prefix, "t"], location: "team/a/y.lance" },
    ]);
    const hostile = [
      "/etc",
      "../x",
      "x/../../y",
      "x/./y",
      "s3://b/x",
      "x//y",
      "x/",
      "x\\..\\y",
      "%2e%2e/x",
      "é",
    ];
    for (const location of hostile) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(recording.registerTable({ id: ["t"], location })).rejects.toMatchObject({ code: 13 });
    }
    expect(requests).toHaveLength(2);
  });

  it("is added to every table of a batch, and removed from the results", async () => {
    const requests: object[] = [];
    const recording = prefixedNamespace(
      new CallingNamespace(async (_, request) => {
        requests.push(request);
        return {
          results: [
            { deregister_table: { id: ["team", "a", "t"], location: "l" } },
            { declare_table: { location: "m" } },
          ],
        };
      }),
      prefix,
    );
    const version = { version: 1, manifest_path: "p" };
    const result = await recording.batchCommitTables({
      operations: [
        { deregister_table: { id: ["t"] } },
        { declare_table: { id: ["n", "u"], location: "u.lance" } },
        { create_table_version: { id: ["v"], ...version } },
        { delete_table_versions: { id: ["w"], ranges: [] } },
      ],
    });
    await recording.batchCreateTableVersions({ entries: [{ id: ["t"], ...version }] });
    expect(requests).toEqual([
      {
        operations: [
          { deregister_table: { id: ["team", "a", "t"] } },
          { declare_table: { id: ["team", "a", "n", "u"], location: "team/a/u.lance" } },
          { create_table_version: { id: ["team", "a", "v"], ...version } },
          { delete_table_versions: { id: ["team", "a", "w"], ranges: [] } },
        ],
      },
      { entries: [{ id: ["team", "a", "t"], ...version }] },
    ]);
    expect(result.results).toEqual([
      { deregister_table: { id: ["t"], location: "l" } },
      { declare_table: { location: "m" } },
    ]);
    await expect(
      recording.batchCommitTables({ operations: [{ deregister_table: {} }] }),
    ).rejects.toMatchObject({
      code: 13,
    });
    await expect(
      recording.batchCreateTableVersions({ entries: [{ id: [], ...version }] }),
    ).rejects.toMatchObject({ code: 13 });
    expect(requests).toHaveLength(2);
  });

  it("rejects views, which a database keeps in its root", async () => {
    const request = {
      id: ["v"],
      kind: "query" as const,
      source_query: "select * from secret",
      output_schema: "",
    };
    await expect(view.createMaterializedView(request)).rejects.toMatchObject({
      code: 0,
      message:
        "Materialized views are not supported under a prefix: a view names its source by a path of the whole database.",
    });
    await expect(view.refreshMaterializedView({ id: ["v"] })).rejects.toMatchObject({ code: 0 });
  });
});

describe("errors", () => {
  it.each([
    ["Table 'team/a/n/t' was not found.", "Table 'n/t' was not found."],
    ["Table not found: team$a$n$t", "Table not found: n$t"],
    ["Table not found: team%24a%24t", "Table not found: t"],
    ["no team.a.t here", "no t here"],
    ['namespace ["team","a","n"] is damaged', 'namespace ["n"] is damaged'],
    ['namespace ["team", "a"] is damaged', "namespace [] is damaged"],
    ['Table "team/a/team/a/t" is one', 'Table "team/a/t" is one'],
    // Other names that are similar.
    ["steam/a/t x/team/a/t team/ab/t", "steam/a/t x/team/a/t team/ab/t"],
    ["It is of team/a. Or not", "It is of team/a. Or not"],
  ])("%s", (message, expected) => {
    const error = stripPrefixFromError(new TableNotFoundError(message), prefix);
    expect(error).toMatchObject({ code: 4, message: expected });
  });

  it("are unchanged if they are not errors of the protocol, or do not name the prefix", () => {
    const failure = new Error("team/a/t");
    const other = new UnsupportedError("no");
    expect(stripPrefixFromError(failure, prefix)).toBe(failure);
    expect(stripPrefixFromError(other, prefix)).toBe(other);
    const error = stripPrefixFromError(new NamespaceNotFoundError("team/a/x"), prefix);
    expect(error).toMatchObject({ cause: { message: "team/a/x" } });
  });
});

describe("any sequence of calls below a prefix", () => {
  const component = fc.constantFrom("a", "b", "a.b", "a-b", "team", "", "a/b", "é", "$");
  const path = fc.array(component, { maxLength: 3 });
  const mode = fc.constantFrom("create", "exist_ok", "overwrite", "nonsense");
  const call = fc.oneof(
    fc.record({ name: fc.constant("createNamespace"), id: path, mode }),
    fc.record({ name: fc.constant("declareTable"), id: path }),
    fc.record({
      name: fc.constant("dropNamespace"),
      id: path,
      behavior: fc.constantFrom("restrict", "cascade"),
    }),
    fc.record({
      name: fc.constantFrom("dropTable", "describeNamespace", "tableExists", "listTables"),
      id: path,
    }),
    fc.record({
      name: fc.constant("renameTable"),
      id: path,
      new_table_name: component,
      new_namespace_id: fc.option(path, { nil: undefined }),
    }),
    fc.record({ name: fc.constant("listAllTables"), limit: fc.option(fc.nat(3), { nil: undefined }) }),
  );

  it("has the same results and errors as in a separate database, and changes nothing outside", async () => {
    const prefixes = fc.array(fc.constantFrom("team", "a", "a.b", "x_y"), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(prefixes, fc.array(call, { maxLength: 12 }), async (above, calls) => {
        const alone: Namespace = new MemoryNamespace();
        const whole = await withNamespaces(above);
        await whole.createNamespace({ id: ["beside"] });
        await whole.declareTable({ id: ["beside", "t"] });
        const below = prefixedNamespace(whole, above);
        for (const { name, ...request } of calls) {
          // oxlint-disable-next-line no-await-in-loop
          const [actual, expected] = [
            await outcome(below, name, request),
            await outcome(alone, name, request),
          ];
          expect(actual, name).toEqual(expected);
        }
        expect((await whole.listTables({ id: ["beside"] })).tables).toEqual(["t"]);
        const roots = (await whole.listNamespaces({ id: [] })).namespaces;
        expect(new Set(roots)).toEqual(new Set(["beside", above[0]]));
      }),
      { numRuns: 300 },
    );
  });
});

async function withNamespaces(path: readonly string[]): Promise<Namespace> {
  const namespace = new MemoryNamespace();
  for (const depth of path.keys()) {
    // oxlint-disable-next-line no-await-in-loop
    await namespace.createNamespace({ id: path.slice(0, depth + 1) });
  }
  return namespace;
}

/** The result or the error of an operation, without locations, which differ between backends. */
async function outcome(namespace: Namespace, name: string, request: object): Promise<unknown> {
  try {
    const operation = Reflect.get(namespace, name) as (request: object) => Promise<object>;
    const { location: _, ...result } = { location: "", ...(await operation.call(namespace, request)) };
    return result;
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    return { code: error.code, message: error.message };
  }
}
