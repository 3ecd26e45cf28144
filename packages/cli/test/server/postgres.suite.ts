/** The installed command on a catalog in PostgreSQL: alone, and as two servers over one database. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { RestNamespace } from "@lancetree/rest-client";
import { expect, inject, test } from "vitest";
import { startServer } from "../serve/support/server-process.ts";
import { useCatalogFolder } from "../support/catalog-folder.ts";
import { type PipedResult, runPiped } from "../support/run-piped.ts";

const folder = useCatalogFolder();

/** The test's own schema in the database of this run. */
async function newDatabase(): Promise<string> {
  const { default: pg } = await import("pg");
  const schema = `s${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client(inject("postgresUrl"));
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const url = new URL(inject("postgresUrl"));
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.href;
}

function run(database: string, ...words: string[]): Promise<PipedResult> {
  return runPiped(words, { ...folder.environment, LANCETREE_POSTGRES: database });
}

test("commands create, list, query and drop", async () => {
  const database = await newDatabase();
  const from = join(folder.path, "users.csv");
  expect(await run(database, "create-namespace", "prod/search", "--parents")).toMatchObject({ code: 0 });
  expect(await run(database, "create-table", "prod/search/user", "--from", from)).toMatchObject({ code: 0 });
  expect((await run(database, "tree")).stdout).toContain("user");
  expect((await run(database, "query", "prod/search/user")).stdout).toContain("alice");
  expect((await run(database, "check")).code).toBe(0);
  expect(await run(database, "maintain")).toMatchObject({
    code: 9,
    stderr: expect.stringContaining("not for one in PostgreSQL"),
  });
  expect(await run(database, "drop-namespace", "prod", "--cascade", "--yes")).toMatchObject({ code: 0 });
  expect((await run(database, "ls")).stdout).toBe("");
});

test("two servers share a catalog, and what one acknowledged the other has when the first is killed", async () => {
  const database = await newDatabase();
  const words = ["--root", folder.root, "--postgres", database];
  await using first = await startServer(words);
  await using second = await startServer(words);
  const [one, other] = [first, second].map(({ url }) => new RestNamespace({ uri: url }));
  if (!one || !other) throw new Error("two servers run");
  await one.createNamespace({ id: ["a"] });
  await other.createNamespace({ id: ["a", "b"] });
  const acknowledged: string[] = [];
  const calls = Array.from({ length: 40 }, async (_, index) => {
    const name = `n${String(index).padStart(2, "0")}`;
    await one.createNamespace({ id: ["a", name] });
    acknowledged.push(name);
    if (acknowledged.length === 20) first.send("SIGKILL");
  });
  await Promise.allSettled(calls);
  const { namespaces } = await other.listNamespaces({ id: ["a"] });
  expect(namespaces).toEqual(expect.arrayContaining([...acknowledged, "b"]));
  expect(await second.end()).toBe(0);
});

test("no line of the server shows the password", async () => {
  const url = new URL(await newDatabase());
  url.password = "se%20cret";
  await using server = await startServer(["--root", folder.root, "--postgres", url.href]);
  const catalog = new RestNamespace({ uri: server.url });
  await catalog.createNamespace({ id: ["a"], properties: { note: "se cret" } });
  await catalog.describeNamespace({ id: ["se cret"] }).catch(() => undefined);
  expect(await server.end()).toBe(0);
  expect(server.written()).not.toMatch(/se(?:%20| )cret/);
});
