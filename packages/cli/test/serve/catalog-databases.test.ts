import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, connect, connectNamespace } from "@lancedb/lancedb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, send } from "./support/http.ts";
import { startServer } from "./support/server-process.ts";

let folder: string;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
  folder = await testFolder();
  server = await startServer(["--root", join(folder, "catalog")]);
});

afterAll(() => server[Symbol.asyncDispose]());

/** What `connect_catalog` of LanceDB for Python sends: no database, and a client's name. */
function ask(path: string, body: object = {}, method = "POST"): Promise<HttpResponse> {
  const headers = { "user-agent": "LanceDB-Python-Client/0.40.0" };
  return send(server.url, `/v1/namespace/${path}`, { method, headers, ...(method === "POST" && { body }) });
}

const create = (name: string, mode = "Create"): Promise<HttpResponse> => ask(`${name}/create`, { mode });
const drop = (name: string, mode = "Fail"): Promise<HttpResponse> =>
  ask(`${name}/drop`, { mode, behavior: "Restrict" });

function open(name: string): Promise<Connection> {
  return connect(`db://${name}`, { apiKey: "key", region: "us-east-1", hostOverride: server.url });
}

describe("databases of connect_catalog", () => {
  it("are trees of their own, and db:// of any other name is the whole catalog", async () => {
    expect((await create("a")).status).toBe(200);
    expect((await create("b")).status).toBe(200);
    const [a, b, other] = await Promise.all(["a", "b", "other"].map(open));
    await a?.createTable("t", [{ x: "precious" }]);
    expect(await b?.tableNames()).toEqual([]);
    await b?.createTable("t", [{ x: "other" }], { mode: "overwrite" });
    expect(await (await a?.openTable("t"))?.query().toArray()).toMatchObject([{ x: "precious" }]);
    await a?.createNamespace(["n"], { mode: "create" });
    await a?.createTable("u", [{ x: 1 }], ["n"]);
    expect((await a?.listNamespaces())?.namespaces).toEqual(["n"]);
    expect((await b?.listNamespaces())?.namespaces).toEqual([]);

    expect(await other?.tableNames()).toEqual([]);
    expect((await other?.listNamespaces())?.namespaces).toEqual(["a", "b"]);
    expect(await (await other?.openTable("u", ["a", "n"]))?.countRows()).toBe(1);
    // Namespace clients that name a database see the same tree.
    const rest = await connectNamespace("rest", {
      uri: server.url,
      headers: { "x-lancedb-database": "a" },
    });
    expect(await rest.tableNames(["n"])).toEqual(["u"]);
    const below = await open("a/n");
    expect(await below.tableNames()).toEqual(["u"]);
    for (const connection of [a, b, other, rest, below]) connection?.close();
  });

  it("are listed in pages, described, and dropped only when they are empty", async () => {
    await create("full");
    await create("void");
    const full = await open("full");
    await full.createTable("t", [{ x: 1 }]);
    const listed = JSON.parse((await ask("$/list?limit=1", {}, "GET")).text) as { page_token: string };
    expect(listed).toMatchObject({ namespaces: [expect.any(String)], page_token: expect.any(String) });
    expect((await ask("full/describe")).status).toBe(200);
    expect(await drop("full")).toMatchObject({ status: 409, code: 3 });
    expect(await full.tableNames()).toEqual(["t"]);
    expect((await drop("void")).status).toBe(200);
    expect(await ask("void/describe")).toMatchObject({ status: 404, code: 1 });
    expect(await drop("void")).toMatchObject({ status: 404, code: 1 });
    expect((await drop("void", "Skip")).status).toBe(200);
    full.close();
  });

  it("exist once", async () => {
    await create("once");
    expect(await create("once")).toMatchObject({ status: 409, code: 2 });
    expect((await create("once", "ExistOk")).status).toBe(200);
  });

  it.each(["a%2Fb", "a%20b", "..", "%C3%A9"])(
    "cannot be named %s, and the response says why",
    async (name) => {
      const response = await create(name);
      expect(response.status).toBe(400);
      expect(await readdir(join(folder, "catalog"))).not.toContain("b");
    },
  );

  it("are not what is a namespace of the catalog already", async () => {
    const db = await open("prod");
    await db.createNamespace(["prod"], { mode: "create" });
    await db.createTable("t", [{ x: 1 }], ["prod"]);
    for (const refused of [await create("prod", "ExistOk"), await ask("prod/describe"), await drop("prod")]) {
      expect(refused).toMatchObject({ status: 400, code: 13 });
      expect(refused.text).toContain("was not created as a database");
    }
    expect(await create("prod")).toMatchObject({ status: 409, code: 2 });
    // As before: the name is not looked at.
    expect(await (await db.openTable("t", ["prod"])).countRows()).toBe(1);
    const { namespaces } = JSON.parse((await ask("$/list", {}, "GET")).text) as { namespaces: string[] };
    expect(namespaces).not.toContain("prod");
    db.close();
  });
});
