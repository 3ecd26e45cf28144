/** The installed command on a catalog in PostgreSQL: alone, and as two servers over one database. */
import { join } from "node:path";
import { connectNamespace } from "@lancedb/lancedb";
import { RestNamespace } from "@lancetree/rest-client";
import { expect, test } from "vitest";
import { startServer } from "../serve/support/server-process.ts";
import { useCatalogFolder } from "../support/catalog-folder.ts";
import { wordsOf } from "../support/program.ts";
import { jsonLines, type PipedResult, runPiped } from "../support/run-piped.ts";
import { newDatabase } from "./new-database.ts";

const folder = useCatalogFolder();

/** The examples of the help for which the catalog must be in a database, in an order in which each has something to do. */
const examples: readonly (readonly [string, RegExp])[] = [
  ["lancetree protect prod/search/user", /prod\/search\/user is protected/],
  ["lancetree unprotect prod/search/user", /prod\/search\/user is not protected/],
  ["lancetree drop-table prod/search/user --yes", /prod\/search\/user dropped/],
  ["lancetree dropped prod", /PATH +TABLES +DROPPED +KEPT UNTIL +DROP\nprod\/search\/user +1 +20/],
  ["lancetree undrop prod/search/user", /table prod\/search\/user is back/],
  ["lancetree drop-namespace prod --cascade --yes", /prod dropped/],
  ["lancetree undrop prod --to prod-before", /namespace prod-before is back with 1 table/],
  ["lancetree purge --older-than 7d --yes", /^0 dropped objects purged/],
];

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

test("what is dropped comes back, and what is protected is not dropped, on a database and through a server", async () => {
  const database = await newDatabase();
  const from = join(folder.path, "users.csv");
  await using server = await startServer(["--root", folder.root, "--postgres", database, "--retain", "7d"]);
  const direct = { ...folder.environment, LANCETREE_POSTGRES: database, LANCETREE_RETAIN: "7d" };
  const { LANCETREE_ROOT: _, ...without } = folder.environment;
  for (const environment of [direct, { ...without, LANCETREE_URI: server.url }]) {
    const call = (...words: string[]): Promise<PipedResult> => runPiped(words, environment);
    await call("create-namespace", "prod/search", "--parents");
    expect(await call("create-table", "prod/search/user", "--from", from)).toMatchObject({ code: 0 });
    for (const [line, shows] of examples) {
      const { code, stdout, stderr } = await call(...wordsOf(line).slice(1));
      expect([line, code, stderr]).toEqual([line, 0, ""]);
      expect(stdout).toMatch(shows);
    }
    expect((await call("query", "prod-before/search/user")).stdout).toContain("alice");
    await call("protect", "prod-before/search/user");
    const refused = await call("drop-namespace", "prod-before", "--cascade", "--yes");
    expect(refused.stderr).toContain("'prod-before/search/user' is protected");
    expect(refused.stderr).toContain('next:  "lancetree unprotect PATH" allows that again');
    await call("unprotect", "prod-before/search/user");
    await call("drop-namespace", "prod-before", "--cascade", "--yes");
    expect(jsonLines((await call("dropped", "--json")).stdout)).toEqual([
      {
        path: ["prod-before"],
        drop_id: expect.any(String),
        kind: "namespace",
        tables: 1,
        dropped_at: expect.any(String),
        kept_until: expect.any(String),
      },
    ]);
    expect((await call("purge", "--older-than", "0s")).code).toBe(10);
    expect((await call("purge", "--older-than", "0s", "--yes", "--json")).stdout).toBe('{"purged":1}\n');
    expect((await call("undrop", "prod-before")).stderr).toContain("No dropped object is kept");
    expect((await call("purge", "--yes")).stderr).toContain("--older-than");
    expect((await call("ls")).stdout).toBe("");
  }
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

test("with --track-versions the database keeps the versions that LanceDB's own client commits through the server", async () => {
  const words = ["--root", folder.root, "--postgres", await newDatabase()];
  await using server = await startServer([...words, "--track-versions"]);
  const native = await connectNamespace("rest", { uri: server.url });
  const table = await native.createTable("user", [{ id: 1 }]);
  await table.add([{ id: 2 }]);
  const catalog = new RestNamespace({ uri: server.url });
  expect((await catalog.describeTable({ id: ["user"] })).managed_versioning).toBe(true);
  const { versions } = await catalog.listTableVersions({ id: ["user"] });
  expect(versions.map(({ version }) => version).toSorted()).toEqual([1, 2]);
  await using other = await startServer(words);
  expect(
    await (await (await connectNamespace("rest", { uri: other.url })).openTable("user")).countRows(),
  ).toBe(2);
  expect(await runPiped(["serve", "--root", folder.root, "--track-versions"], {})).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--track-versions can be used only with --postgres."),
  });
});
