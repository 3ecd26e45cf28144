/** What callers see of the database's failures, and of options that are wrong. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { PGlite } from "@electric-sql/pglite";
import { isNamespaceError } from "@lancetree/core";
import { expect, test } from "vitest";
import { PostgresNamespace, schemaSql } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

test.each([
  [{ database: "mysql://host/db" }, "must be a URL"],
  [{ database: 7 }, "must be a URL"],
  [{ root: "" }, '"root"'],
  [{ root: 7 }, '"root"'],
  [{ catalog: "a b" }, '"catalog"'],
  [{ retainSeconds: -1 }, '"retainSeconds"'],
])("%j is InvalidInput", (options, message) => {
  const valid = { database: "pglite:", root: "./tables" };
  expect(() => new PostgresNamespace({ ...valid, ...options } as never)).toThrow(
    expect.objectContaining({ code: 13, message: expect.stringContaining(message) }),
  );
});

test.each([
  [{ root: "./tables" }, '"url"'],
  [{ url: "pglite:" }, '"root"'],
  [{ url: "pglite:", root: "./tables", rooot: "x" }, '"rooot"'],
  [{ url: "pglite:", root: "./tables", migrate: "yes" }, '"migrate"'],
])("the properties %j are InvalidInput", (properties, message) => {
  expect(() => PostgresNamespace.fromProperties(properties as never)).toThrow(
    expect.objectContaining({ code: 13, message: expect.stringContaining(message) }),
  );
});

test("a database that cannot be reached is ServiceUnavailable, and the message shows no password", async () => {
  const database = "postgres://user:secret@127.0.0.1:1/db";
  const namespace = new PostgresNamespace({ database, root: "./tables" });
  try {
    const error: unknown = await namespace.listTables({ id: [] }).catch((reason: unknown) => reason);
    expect(isNamespaceError(error, 17)).toBe(true);
    expect(String(error)).not.toContain("secret");
  } finally {
    await namespace.close();
  }
});

test("a pool without a free connection is ServiceUnavailable, which clients may repeat", async () => {
  const { default: pg } = await import("pg");
  const silent = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const pool = new pg.Pool({ host: "127.0.0.1", port, max: 1, connectionTimeoutMillis: 200 });
  // The only connection is being opened, and never is.
  const opening = pool.connect().catch(() => undefined);
  await using namespace = new PostgresNamespace({ database: pool, root: "./tables" });
  await expect(namespace.listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
  await opening;
  await pool.end();
  silent.close();
});

test("with migrate: false the schema must exist", async () => {
  const pglite = await PGlite.create();
  try {
    const options = { database: pglite, root: "./tables", migrate: false };
    await using before = new PostgresNamespace(options);
    await expect(before.createNamespace({ id: ["a"] })).rejects.toMatchObject({
      code: 17,
      message: expect.stringContaining("schemaSql()"),
    });
    await pglite.exec(schemaSql());
    await before.createNamespace({ id: ["a"] });
    expect((await before.listNamespaces({ id: [] })).namespaces).toEqual(["a"]);
  } finally {
    await pglite.close();
  }
});

test("a schema that is newer than the package is refused", async () => {
  const pglite = await PGlite.create();
  try {
    await pglite.exec(`${schemaSql()} insert into lancetree_schema values (99);`);
    await using namespace = new PostgresNamespace({ database: pglite, root: "./tables" });
    await expect(namespace.createNamespace({ id: ["a"] })).rejects.toMatchObject({
      code: 0,
      message: expect.stringContaining("99"),
    });
  } finally {
    await pglite.close();
  }
});

test("a path that no index takes, and one that no column takes, are InvalidInput", async () => {
  const namespace = catalogs().open();
  const name = randomBytes(4096).toString("hex");
  await expect(namespace.createNamespace({ id: [name] })).rejects.toMatchObject({ code: 13 });
  for (const id of [["a$b"], ["a\0b"]])
    await expect(namespace.describeNamespace({ id })).rejects.toMatchObject({ code: 13 });
  expect((await namespace.listNamespaces({ id: [] })).namespaces).toEqual([]);
});

test("properties come back as they were, in their order", async () => {
  const namespace = catalogs().open();
  const properties = { z: "1", a: "\u0000\ud800", __proto__x: "", "é\n": "\u{1f600}" };
  await namespace.createNamespace({ id: ["a"], properties });
  const { properties: found } = await namespace.describeNamespace({ id: ["a"] });
  expect(Object.entries(found ?? {})).toEqual(Object.entries(properties));
});

test("catalogs in one database do not see each other", async () => {
  const first = catalogs().open();
  const second = catalogs().open({ catalog: "other" });
  await first.createNamespace({ id: ["a"] });
  expect((await second.listNamespaces({ id: [] })).namespaces).toEqual([]);
  await second.createNamespace({ id: ["a"] });
  await second.dropNamespace({ id: ["a"], behavior: "cascade" });
  expect((await first.listNamespaces({ id: [] })).namespaces).toEqual(["a"]);
});
