/** A catalog behind a server on loopback, and names that other clients may have created. */
import { join } from "node:path";
import { BaseNamespace, type Namespace } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { afterEach, describe, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { runInTerminal } from "./support/run-in-terminal.ts";
import { jsonLines, type PipedResult, runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function serveNamespace(namespace: Namespace): Promise<string> {
  const server = await serve(namespace, { port: 0 });
  closing.push(() => server.close());
  return server.url;
}

async function serveFolder(): Promise<string> {
  const directory = new DirectoryNamespace({ root: folder.root });
  const namespace = withTables(directory);
  closing.push(
    () => directory.close(),
    () => namespace.close(),
  );
  return serveNamespace(namespace);
}

test("the commands that need no files work on a server as on a folder", async () => {
  const environment = { LANCETREE_URI: await serveFolder() };
  const run = (...words: string[]): Promise<PipedResult> => runPiped(words, environment);
  const json = async (...words: string[]): Promise<unknown[]> => {
    const { code, stdout, stderr } = await run(...words, "--json");
    expect(code, stderr).toBe(0);
    return jsonLines(stdout);
  };
  await json("create-namespace", "prod/search", "--parents", "--property", "owner=me");
  expect(
    await json("create-table", "prod/search/user", "--from", join(folder.path, "users.csv")),
  ).toMatchObject([
    {
      rows: 3,
      columns: [{ name: "id", type: "int64" }, { name: "name", type: "utf8" }, { type: "float32[2]" }],
    },
  ]);
  expect(await json("tree")).toHaveLength(3);
  expect(await json("ls", "prod/search", "--long")).toMatchObject([{ name: "user", rows: 3, problem: null }]);
  expect(
    await json("query", "prod/search/user", "--vector=0.3,0.5", "--limit", "1", "--columns", "name"),
  ).toMatchObject([{ name: "bob" }]);
  expect(await json("describe", "prod/search/user")).toMatchObject([{ kind: "table", rows: 3, version: 1 }]);
  await json("rename", "prod/search/user", "prod/user");
  expect(await json("check")).toEqual([]);
  const { stdout } = await run("export");
  expect(stdout).toContain('path = "prod/user"');
  expect((await run("maintain")).code).toBe(9);
  await json("drop-table", "prod/user", "--yes");
  await json("drop-namespace", "prod", "--cascade", "--yes");
  expect(await json("tree")).toEqual([]);
  const { stdout: here } = await runPiped(["tree", "--json"], folder.environment);
  expect(here).toBe("");
});

test("a text search finds rows that an index covers", async () => {
  const directory = new DirectoryNamespace({ root: folder.root });
  const namespace = withTables(directory);
  closing.push(
    () => directory.close(),
    () => namespace.close(),
  );
  await runPiped(["create-table", "words", "--from", join(folder.path, "users.csv")], folder.environment);
  const search = ["query", "words", "--text", "carol", "--columns", "id,name", "--json"];
  const early = await runPiped(search, folder.environment);
  expect([early.code, early.stdout]).toEqual([expect.any(Number), ""]);
  expect(early.code).not.toBe(0);
  await namespace.createTableScalarIndex({ id: ["words"], column: "name", index_type: "FTS" });
  for (const more of [[], ["--text-columns", "name"]]) {
    const { stdout, stderr } = await runPiped([...search, ...more], folder.environment);
    expect(jsonLines(stdout), stderr).toMatchObject([{ id: 3, name: "carol" }]);
  }
});

test("the API key reaches the server from a file and from the environment", async () => {
  const directory = new DirectoryNamespace({ root: folder.root });
  const seen: unknown[] = [];
  const server = await serve(directory, {
    port: 0,
    authenticate: ({ apiKey }) => {
      seen.push(apiKey);
      return apiKey === "right" ? { name: "me" } : undefined;
    },
  });
  closing.push(
    () => directory.close(),
    () => server.close(),
  );
  const { url } = server;
  const wrong = await runPiped(["ls", "--uri", url], { LANCETREE_API_KEY: "wrong" });
  expect([wrong.code, wrong.stdout]).toEqual([8, ""]);
  expect(wrong.stderr).not.toContain("wrong");
  expect((await runPiped(["ls", "--uri", url], { LANCETREE_API_KEY: "right" })).code).toBe(0);
  expect(seen).toContain("right");
});

describe("names with escape sequences of the terminal", () => {
  const evil = "x\u001b]0;owned\u0007\u009b31m\r\n\u202egnp";
  const escaped = "x\\u001b]0;owned\\u0007\\u009b31m\\r\\n\\u202egnp";

  class Foreign extends BaseNamespace {
    override async listNamespaces() {
      return { namespaces: [] };
    }
    override async listTables() {
      return { tables: [evil] };
    }
    override async namespaceExists() {
      return {};
    }
    override async describeNamespace() {
      return { properties: { [evil]: evil } };
    }
  }

  test.each([["tree"], ["ls"], ["ls", "--long"], ["describe", "/"]])(
    "%s %s shows their codes",
    async (...words) => {
      const uri = await serveNamespace(new Foreign());
      const { code, stdout, stderr } = await runPiped([...words, "--uri", uri], {});
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(escaped);
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
      const json = await runPiped([...words, "--uri", uri, "--json"], {});
      expect(json.stdout).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
      expect(JSON.stringify(jsonLines(json.stdout))).toContain(JSON.stringify(evil).slice(1, -1));
    },
  );

  test("in a terminal nothing but color is escaped", async () => {
    const uri = await serveNamespace(new Foreign());
    const { screen, text } = await runInTerminal(["tree", "--uri", uri], {
      folder: folder.path,
      environment: { PATH: process.env["PATH"] ?? "" },
    });
    expect(text).toContain(escaped);
    for (const sequence of ["\u001b]", "\u0007", "\u009b", "\r", "\u202e"])
      expect(screen).not.toContain(sequence);
  });

  test("an error of a server is made printable, too", async () => {
    class Failing extends Foreign {
      override listTables(): never {
        throw Object.assign(new Error(evil), {});
      }
    }
    const uri = await serveNamespace(new Failing());
    const { code, stderr } = await runPiped(["ls", "--uri", uri], {});
    expect(code).toBeGreaterThan(0);
    expect(stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });
});
