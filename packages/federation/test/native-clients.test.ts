import { type Connection, connect, connectNamespace } from "@lancedb/lancedb";
import { apiKeys } from "@lancetree/rest-server";
import { describe, expect, it } from "vitest";
import { directory, serveAnother, serveToml } from "./support/serving.ts";

const rows = [
  { id: 1, vector: [0.1, 0.2], name: "alice" },
  { id: 2, vector: [0.9, 0.8], name: "bob" },
];

/** Two directories, and a database of another server, which records the headers that it receives. */
async function everything() {
  const { url, received } = await serveAnother();
  const rest = `[federated_dbs.far]\nns_impl = "rest"\nuri = "${url}"\nforward_header_prefixes = ["X-forward"]\n`;
  const served = await serveToml(
    directory("one") + directory("two") + rest,
    {},
    { authenticate: apiKeys(["key"]) },
  );
  return { ...served, received };
}

function connectRemote(url: string, path: string, headers: Record<string, string> = {}): Promise<Connection> {
  const clientConfig = { retryConfig: { retries: 1 }, extraHeaders: headers };
  return connect(`db://${path}`, { apiKey: "key", region: "us-east-1", hostOverride: url, clientConfig });
}

describe("LanceDB's own clients", () => {
  it("connect(db://name/prefix) reaches the prefix of the database, and nothing else", async () => {
    const { server, federation } = await everything();
    const whole = federation.namespace("one");
    await whole.createNamespace({ id: ["team"] });
    await whole.createNamespace({ id: ["team", "a"] });
    const db = await connectRemote(server.url, "one/team/a");
    await db.createNamespace(["n"], { mode: "create" });
    const table = await db.createTable("user", rows, ["n"]);
    await table.add([{ id: 3, vector: [0.5, 0.5], name: "carol" }]);
    expect(await (await db.openTable("user", ["n"])).countRows()).toBe(3);
    const nearest = await table.vectorSearch([0.9, 0.8]).limit(1).toArray();
    expect(nearest.map(({ name }) => name as string)).toEqual(["bob"]);
    expect(await db.tableNames(["n"])).toEqual(["user"]);
    await db.createTable("root", rows);
    expect(await db.tableNames()).toEqual(["root"]);
    expect((await whole.listAllTables({})).tables).toEqual(["team$a$n$user", "team$a$root"]);
    expect((await federation.namespace("two").listAllTables({})).tables).toEqual([]);
    const sibling = await connectRemote(server.url, "one/team");
    expect(await sibling.tableNames()).toEqual([]);
    await expect(sibling.openTable("root")).rejects.toThrow("Table 'root' was not found");
    for (const connection of [db, sibling]) connection.close();
  });

  it("connect(db://name) reports an unknown database", async () => {
    const { server } = await everything();
    const db = await connectRemote(server.url, "three");
    await expect(db.tableNames()).rejects.toThrow(/404.*There is no database/s);
    db.close();
  });

  it("connect(db://name) works on rows of another server, which receives its headers", async () => {
    const { server, received } = await everything();
    const db = await connectRemote(server.url, "far", {
      "X-forward-authorization": "Bearer xxxx",
      "x-other": "no",
    });
    const table = await db.createTable("t", rows);
    await table.add(rows);
    expect(await table.countRows("id > 1")).toBe(2);
    expect(received.length).toBeGreaterThan(0);
    for (const headers of received) {
      expect(headers.get("x-forward-authorization")).toBe("Bearer xxxx");
      const others = [
        "x-api-key",
        "x-other",
        "x-lancedb-database",
        "x-lancedb-database-prefix",
        "x-lancedb-user-id",
      ];
      expect(others.filter((name) => headers.has(name))).toEqual([]);
    }
    db.close();
  });

  it("connectNamespace(rest) reaches databases and prefixes by headers", async () => {
    const { server, federation } = await everything();
    await federation.namespace("two").createNamespace({ id: ["team"] });
    const open = (database: string, prefix?: string) =>
      connectNamespace("rest", {
        uri: server.url,
        headers: {
          "x-api-key": "key",
          "x-lancedb-database": database,
          ...(prefix !== undefined && { "x-lancedb-database-prefix": prefix }),
        },
      });
    const team = await open("two", "team");
    await team.createNamespace(["n"], { mode: "create" });
    const table = await team.createTable("t", rows, ["n"]);
    await table.add(rows);
    expect(await (await team.openTable("t", ["n"])).countRows()).toBe(4);
    const two = await open("two");
    expect(await two.tableNames(["team", "n"])).toEqual(["t"]);
    const one = await open("one");
    expect((await one.listNamespaces()).namespaces).toEqual([]);
    await expect((await open("three")).tableNames()).rejects.toThrow(/There is no database/);
    await expect((await open("two", "team/../team")).tableNames()).rejects.toThrow(/is not a valid path/);
    for (const connection of [team, two, one]) connection.close();
  });
});
