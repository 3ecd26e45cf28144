import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { collect, startServer } from "./support/server.ts";

describe("responses", () => {
  it("count exactly, also above 2^53", async () => {
    const server = await startServer({ body: "9007199254740993\n" });
    const { count } = await new RestNamespace({ uri: server.url }).countTableRows({ id: ["t"] });
    expect(count).toBe(9007199254740993n);
  });

  it.each([
    ['"Scan\\n  Filter"', "Scan\n  Filter"],
    ["Scan\n  Filter", "Scan\n  Filter"],
    ["42", "42"],
    ["", ""],
  ])("hold plans as JSON or as they are: %j", async (body, plan) => {
    const server = await startServer({ body });
    const namespace = new RestNamespace({ uri: server.url });
    const query = { id: ["t"], k: 1 };
    expect(await namespace.explainTableQueryPlan({ id: ["t"], query })).toEqual({ plan });
    expect(await namespace.analyzeTableQueryPlan(query)).toEqual({ analysis: plan });
  });

  it.each([200, 201, 202, 204])("of changes may be empty, with status %i", async (status) => {
    const server = await startServer({ status });
    const namespace = new RestNamespace({ uri: server.url });
    expect(await namespace.dropNamespace({ id: ["a"], mode: "skip" })).toEqual({});
    expect(await namespace.tableExists({ id: ["t"] })).toEqual({});
  });

  it("keep what other servers add, and nulls", async () => {
    const body = { properties: null, page_token: null, extra: { deep: [1] } };
    const server = await startServer({ body });
    expect(await new RestNamespace({ uri: server.url }).describeTable({ id: ["t"] })).toEqual(body);
  });
});

describe("pages", () => {
  it("are walked as they are needed, until an absent, null or empty token", async () => {
    const server = await startServer(
      { body: { tables: ["a"], page_token: "a" } },
      { body: { tables: [], page_token: "b" } },
      { body: { tables: ["c"], page_token: "" } },
      { body: { namespaces: ["n"], page_token: null } },
    );
    const namespace = new RestNamespace({ uri: server.url });
    expect(await collect(namespace.tables(["prod"]))).toEqual(["a", "c"]);
    expect(await collect(namespace.namespaces())).toEqual(["n"]);
    expect(server.arrived.map(({ url }) => url)).toEqual([
      "/v1/namespace/prod/table/list?delimiter=%24",
      "/v1/namespace/prod/table/list?page_token=a&delimiter=%24",
      "/v1/namespace/prod/table/list?page_token=b&delimiter=%24",
      "/v1/namespace/%24/list?delimiter=%24",
    ]);
  });

  it("are not fetched after the loop was left", async () => {
    const server = await startServer({ body: { tables: ["a", "b"], page_token: "b" } });
    for await (const name of new RestNamespace({ uri: server.url }).tables()) {
      expect(name).toBe("a");
      break;
    }
    expect(server.arrived.length).toBe(1);
  });
});
