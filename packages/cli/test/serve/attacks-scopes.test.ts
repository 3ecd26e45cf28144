import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyOperation } from "./support/every-operation.ts";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let held: TestKeys<"root" | "scoped" | "reader">;
let server: ServerProcess;

const as = (key: "root" | "scoped" | "reader", path: string, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { key: held.keys[key], ...sent });

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, {
    root: { role: "admin" },
    scoped: { role: "admin", paths: [["prod", "search"], ["lab"]] },
    reader: { role: "read", paths: [["prod", "search"]] },
  });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  for (const id of ["prod", "prod%24search", "prod%24search2", "prod%24sales", "lab", "labor"]) {
    await mustSucceed(as("root", `/v1/namespace/${id}/create`, { body: {} }));
  }
  for (const id of [
    "prod%24search%24user",
    "prod%24search2%24user",
    "prod%24sales%24deal",
    "lab%24mouse",
    "plain",
  ]) {
    await mustSucceed(as("root", `/v1/table/${id}/create`, { body: rows(1) }));
  }
});

afterAll(async () => {
  await server.end("SIGKILL");
});

describe("a key with paths", () => {
  it("works on them and what lies below", async () => {
    expect((await as("reader", "/v1/table/prod%24search%24user/describe")).status).toBe(200);
    expect((await as("reader", "/v1/namespace/prod%24search/table/list", { method: "GET" })).text).toContain(
      "user",
    );
    expect((await as("scoped", "/v1/table/lab%24mouse/exists")).status).toBe(200);
    expect((await as("scoped", "/v1/namespace/lab%24new/create", { body: {} })).status).toBe(200);
    expect((await as("scoped", "/v1/namespace/lab%24new/drop", { body: {} })).status).toBe(200);
  });

  it.each(everyOperation("prod%24search2%24user"))(
    "cannot $operation beside them",
    async ({ path, sent }) => {
      expect(await as("scoped", path, sent)).toMatchObject({ status: 403, code: 15 });
    },
  );

  it.each([
    ["a name that begins the same", "prod%24search2"],
    ["a name that begins the same, at the root", "labor"],
    ["the parent", "prod"],
    ["the root", "%24"],
    ["an empty name", "prod%24%24search2"],
    ["a capital letter", "Prod%24search"],
    ["climbing out", "prod%24search%24..%24search2"],
    ["climbing out by a path", "prod%24search%2F..%2F..%2Fsearch2"],
    ["climbing out, escaped twice", "prod%24search%252F..%252Fsearch2"],
    ["a path with slashes", "prod%2Fsearch"],
    ["a name with the separator inside", "prod%2524search"],
    ["a NUL", "prod%24search%00"],
    ["a space behind", "prod%24search%20"],
    ["a look-alike", "prod%24se%D0%B0rch"],
    ["a composed letter", "prod%24search%CC%81"],
  ])("does not get to %s", async (_, id) => {
    for (const operation of ["exists", "describe", "drop"]) {
      const { status } = await as("scoped", `/v1/namespace/${id}/${operation}`, { body: {} });
      // 404: a name of which there is none, inside; 400: a name that there cannot be.
      expect([id, operation, [400, 403, 404].includes(status)]).toEqual([id, operation, true]);
    }
    expect((await as("root", "/v1/namespace/prod%24search2/exists")).status).toBe(200);
    expect((await as("root", "/v1/namespace/labor/exists")).status).toBe(200);
  });

  it.each([
    ["another separator", "/v1/namespace/prod%2Esales/drop?delimiter=.", {}],
    ["a separator of letters", "/v1/namespace/prodXXsales/drop?delimiter=XX", {}],
    ["an id in the body", "/v1/namespace/lab/drop", { id: ["prod", "sales"] }],
    ["dots that URLs resolve", "/v1/namespace/lab/../prod%24sales/drop", {}],
    ["escaped dots", "/v1/namespace/lab/%2e%2e/prod%24sales/drop", {}],
    ["an absolute address", "http://localhost/v1/namespace/prod%24sales/drop", {}],
    ["a joined id in the body", "/v1/namespace/prod%24search%24x/drop", { id: ["prod$search", "x"] }],
  ])("is not fooled by %s", async (_, path, body) => {
    const { status } = await as("scoped", path, { body: { behavior: "Cascade", ...body } });
    expect([400, 403, 404]).toContain(status);
    expect((await as("root", "/v1/table/prod%24sales%24deal/exists")).status).toBe(200);
    expect((await as("root", "/v1/table/prod%24search%24user/exists")).status).toBe(200);
  });

  it("moves nothing out and nothing in", async () => {
    const rename = (from: string, body: object): Promise<HttpResponse> =>
      as("scoped", `/v1/table/${from}/rename`, { body });
    const out = { new_table_name: "taken", new_namespace_id: ["prod", "sales"] };
    expect((await rename("lab%24mouse", out)).status).toBe(403);
    expect((await rename("lab%24mouse", { new_table_name: "taken", new_namespace_id: [] })).status).toBe(403);
    const intoLab = { new_table_name: "taken", new_namespace_id: ["lab"] };
    expect((await rename("prod%24sales%24deal", intoLab)).status).toBe(403);
    expect((await rename("plain", intoLab)).status).toBe(403);
    expect((await rename("lab%24mouse", { new_table_name: "rat" })).status).toBe(200);
    expect((await rename("lab%24rat", { new_table_name: "mouse" })).status).toBe(200);
  });

  it("gets no list that goes beyond", async () => {
    for (const path of [
      "/v1/table",
      "/v1/table/",
      "/v1/namespace/%24/list",
      "/v1/namespace/%24/table/list",
      "/v1/namespace/prod/list",
    ]) {
      const response = await as("scoped", path, { method: "GET" });
      expect([path, response.status]).toEqual([path, 403]);
      expect(response.text).not.toMatch(/plain|sales|search2/);
    }
  });

  it("takes part in no batch, for any names", async () => {
    const mine = { declare_table: { id: ["lab", "one"] } };
    const theirs = { deregister_table: { id: ["prod", "sales", "deal"] } };
    for (const operations of [[theirs], [mine, theirs], [mine]]) {
      expect((await as("scoped", "/v1/table/batch-commit", { body: { operations } })).status).toBe(403);
    }
    expect((await as("root", "/v1/table/prod%24sales%24deal/exists")).status).toBe(200);
  });

  it("brings in no folder of others by its location", async () => {
    const location = (await as("root", "/v1/table/prod%24sales%24deal/describe")).text;
    const folder = /\/([^/"]+)"/.exec(location)?.[1] ?? "";
    expect(folder).not.toBe("");
    for (const candidate of [folder, "plain.lance", "./plain.lance", "lab/../plain.lance"]) {
      const registered = await as("scoped", "/v1/table/lab%24mine/register", {
        body: { location: candidate },
      });
      expect([candidate, registered.status]).toEqual([candidate, 403]);
      const declared = await as("scoped", "/v1/table/lab%24mine/declare", { body: { location: candidate } });
      expect([candidate, declared.status]).toEqual([candidate, 403]);
    }
    expect((await as("scoped", "/v1/table/lab%24mine/exists")).status).toBe(404);
  });

  it("learns nothing of what is there: a refusal is the same for what is and what is not", async () => {
    const there = await as("scoped", "/v1/table/prod%24sales%24deal/describe");
    const missing = await as("scoped", "/v1/table/prod%24sales%24none/describe");
    const nowhere = await as("scoped", "/v1/table/none%24at%24all/describe");
    expect([missing.status, missing.text]).toEqual([there.status, there.text]);
    expect([nowhere.status, nowhere.text]).toEqual([there.status, there.text]);
  });

  it("nor by the location of what is to be cloned, which works below its paths", async () => {
    const locationOf = async (id: string): Promise<string> => {
      const { text } = await as("root", `/v1/table/${id}/describe`, { body: {} });
      return (JSON.parse(text) as { location: string }).location;
    };
    const clone = async (location: string): Promise<[number, string]> => {
      const { status, text } = await as("scoped", "/v1/table/lab%24clone/clone/", {
        headers: { "user-agent": "LanceDB-Rust-Client/0.31.0", "x-lancedb-database": "any" },
        body: { source_location: location },
      });
      return [status, text.replaceAll(location.replace(/.*\//, ""), "")];
    };
    const plain = await locationOf("plain");
    const missing = await clone(plain.replace(/plain/, "missing"));
    expect(missing[0]).toBe(404);
    expect(await clone(plain)).toEqual(missing);
    expect(await clone(await locationOf("prod%24sales%24deal"))).toEqual(missing);
    expect((await clone(await locationOf("prod%24search%24user")))[0]).toBe(200);
    await mustSucceed(as("scoped", "/v1/table/lab%24clone/drop"));
  });

  it("a prefix that the client names is counted in", async () => {
    const under = (prefix: string, path: string): Promise<HttpResponse> =>
      as("scoped", path, {
        headers: { "x-lancedb-database": "any", "x-lancedb-database-prefix": prefix },
        body: {},
      });
    expect((await under("prod/search", "/v1/table/user/exists")).status).toBe(200);
    expect((await under("prod", "/v1/table/search%24user/exists")).status).toBe(200);
    expect((await under("prod", "/v1/table/sales%24deal/exists")).status).toBe(403);
    expect((await under("prod/sales", "/v1/table/prod%24search%24user/exists")).status).toBe(403);
    for (const prefix of [
      "..",
      "lab/..",
      "lab/../prod",
      "/",
      "lab//prod",
      "%2e%2e",
      "prod/search/../sales",
    ]) {
      expect([prefix, (await under(prefix, "/v1/table/deal/exists")).status]).toEqual([prefix, 400]);
    }
  });

  it("does not find out which databases exist", async () => {
    const headers = { "user-agent": "LanceDB-Python-Client/0.40.0" };
    await mustSucceed(as("root", "/v1/namespace/hidden/create", { headers, body: {} }));
    const by = async (database: string): Promise<[number, string]> => {
      const named = { "x-lancedb-database": database };
      const { status, text } = await as("reader", "/v1/table/prod%24search%24user/exists", {
        headers: named,
      });
      return [status, text];
    };
    expect((await by("missing"))[0]).toBe(200);
    expect(await by("hidden")).toEqual(await by("missing"));
    await mustSucceed(as("root", "/v1/namespace/hidden/drop", { headers, body: {} }));
  });

  it("does not choose what other clients see that name a database", async () => {
    const database = { "lancetree.database": "true" };
    const others = async (): Promise<number> => {
      const named = { "x-lancedb-database": "lab" };
      return (await as("root", "/v1/table/plain/exists", { headers: named })).status;
    };
    const headers = { "user-agent": "LanceDB-Python-Client/0.40.0" };
    for (const [path, sent] of [
      ["/lancetree/v1/alter-properties", { body: { id: ["lab"], set: database } }],
      ["/lancetree/v1/alter-properties", { body: { id: ["lab"], remove: Object.keys(database) } }],
      ["/v1/namespace/lab/create", { body: { mode: "overwrite", properties: database } }],
      ["/v1/namespace/lab/create", { body: { mode: "exist_ok", properties: database } }],
      ["/v1/namespace/lab%24inner/create", { body: { properties: database } }],
      ["/v1/namespace/lab/create", { headers, body: { mode: "overwrite" } }],
      ["/v1/namespace/lab/create", { headers, body: { mode: "exist_ok" } }],
    ] satisfies [string, Sent][]) {
      expect([path, sent, (await as("scoped", path, sent)).status]).toEqual([path, sent, 403]);
      expect(await others()).toBe(200);
    }
    expect((await as("scoped", "/v1/table/lab%24mouse/exists")).status).toBe(200);
  });
});
