/** Installs Lancetree beside other libraries and compares the output with the table of docs/installing.md and its workarounds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { snippetsOf } from "../scripts/readme/snippets.ts";
import { root } from "../scripts/workspace.ts";
import { type Seen, UsersProject } from "./beside/users-project.ts";

const lancedb = { "@lancedb/lancedb": "^0.39.0" };
const langchain = { "@langchain/community": "^1.1.29", "@langchain/core": "^1.1.38" };
const mastra = { "@mastra/lance": "0.3.6" };

const snippets = snippetsOf(readFileSync(join(root, "docs/installing.md"), "utf8"));
/** The overrides that the page shows for package.json and for pnpm-workspace.yaml. */
const documented = {
  npm: JSON.parse(`{${blocks("json")[0]}}`) as { overrides: Record<string, unknown> },
  pnpm: Object.assign({}, ...blocks("yaml").map((block) => parse(block) as object)) as {
    overrides: Record<string, string>;
    allowBuilds: Record<string, boolean>;
  },
};

const works: Seen = { rows: 2, warnings: [] };
const warnsOfCopies: Seen = {
  rows: 2,
  warnings: [
    expect.stringMatching(
      /^LANCETREE_LANCEDB_COPIES: 2 copies of LanceDB are loaded: Lancetree uses 0\.39\.0 from .*; loaded as well: 0\.21\.\d+ from .* docs\/installing\.md /,
    ) as string,
  ],
};

describe("npm", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      "@types/node 20",
      { ...lancedb, "@types/node": "20" },
      /peerOptional @types\/node@">=22" from @lancedb\/lancedb/,
    ],
    [
      "apache-arrow 21",
      { ...lancedb, "apache-arrow": "21" },
      /peer apache-arrow@">=15\.0\.0 <=18\.1\.0" from @lancedb\/lancedb/,
    ],
    [
      "@langchain/community",
      { ...lancedb, ...langchain },
      /peerOptional @lancedb\/lancedb@"\^0\.19\.\d" from @langchain\/community/,
    ],
    ["LanceDB 0.31", { "@lancedb/lancedb": "0.31" }, /peer @lancedb\/lancedb@"\^0\.39\.0" from @lancetree\//],
  ])("beside %s stops with ERESOLVE and says who asks for what", async (_, dependencies, words) => {
    await using project = await UsersProject.create("npm");
    const { status, stderr } = await project.install({ dependencies });
    expect(stderr).toMatch(/npm error code ERESOLVE/);
    expect(stderr).toMatch(words);
    expect(status).toBe(1);
  });

  test("beside @mastra/lance installs two copies, and the overrides of the page one, beside all the others too", async () => {
    await using project = await UsersProject.create("npm");
    const first = await project.install({ dependencies: { ...lancedb, ...mastra } });
    expect(first.status, first.stderr).toBe(0);
    expect(await project.copies()).toEqual([expect.stringMatching(/^0\.21\./), "0.39.0"]);
    expect(await project.run("@mastra/lance")).toEqual(warnsOfCopies);
    const arrows = { "apache-arrow": "18.1.0", "arrow-21": "npm:apache-arrow@21" };
    const dependencies = { ...lancedb, ...mastra, ...langchain, ...arrows, "@types/node": "20" };
    const second = await project.install({ dependencies, ...documented.npm });
    expect(second.status, second.stderr).toBe(0);
    expect(await project.copies()).toEqual(["0.39.0"]);
    const libraries = ["@mastra/lance", "@langchain/community/vectorstores/lancedb"];
    expect(await project.run(...libraries, "arrow=apache-arrow")).toEqual(works);
    expect(await project.run(...libraries, "arrow=arrow-21")).toEqual(works);
  });
});

describe("pnpm", () => {
  test("beside @types/node 20 and @langchain/community installs one copy, and ends with 1 until the scripts are decided on", async () => {
    await using project = await UsersProject.create("pnpm");
    const { "@langchain/community": community } = langchain;
    const wishes = {
      dependencies: { ...lancedb, "@types/node": "20", "@langchain/community": community },
      withModels: true,
    };
    const first = await project.install(wishes);
    expect(first.stdout + first.stderr).toMatch(/ERR_PNPM_IGNORED_BUILDS/);
    expect(first.stdout + first.stderr).toMatch(/Issues with peer dependencies found/);
    for (const name of Object.keys(documented.pnpm.allowBuilds)) {
      expect(first.stdout + first.stderr).toMatch(new RegExp(`Ignored build scripts:[^]* ${name}@`));
    }
    expect(first.status).toBe(1);
    expect(await project.copies()).toEqual(["0.39.0"]);
    expect(await project.run("@langchain/community/vectorstores/lancedb")).toEqual(works);
    const second = await project.install({ ...wishes, allowBuilds: documented.pnpm.allowBuilds });
    expect(second.status, second.stderr).toBe(0);
    const peers = await project.peers();
    expect(peers).toMatch(/@types\/node/);
    expect(peers).toMatch(/@lancedb\/lancedb/);
  });

  test("beside apache-arrow 21 gives it to LanceDB, which refuses its tables: Lancetree warns", async () => {
    await using project = await UsersProject.create("pnpm");
    const { status } = await project.install({ dependencies: { ...lancedb, "apache-arrow": "21" } });
    expect(status).toBe(0);
    expect(await project.copies()).toEqual(["0.39.0"]);
    expect(await project.run("arrow=apache-arrow")).toMatchObject({
      rows: 0,
      warnings: [expect.stringMatching(/^LANCETREE_APACHE_ARROW: .*21\.2\.0/)],
      failure: { code: 13 },
    });
  });

  test("beside @mastra/lance installs two copies, and the overrides of the page one", async () => {
    await using project = await UsersProject.create("pnpm");
    const wishes = { dependencies: { ...lancedb, ...mastra } };
    await project.install(wishes);
    expect(await project.copies()).toEqual([expect.stringMatching(/^0\.21\./), "0.39.0"]);
    expect(await project.run("@mastra/lance")).toEqual(warnsOfCopies);
    const second = await project.install({ ...wishes, ...documented.pnpm });
    expect(second.status, second.stderr).toBe(0);
    expect(await project.run("@mastra/lance")).toEqual(works);
  });

  test("beside LanceDB 0.31 takes that, and the import says what to install", async () => {
    await using project = await UsersProject.create("pnpm");
    const { status } = await project.install({ dependencies: { "@lancedb/lancedb": "0.31" } });
    expect(status).toBe(0);
    expect(await project.copies()).toEqual([expect.stringMatching(/^0\.31\./)]);
    expect((await project.run()).failure).toMatchObject({
      name: "UnsupportedError",
      code: 0,
      message: expect.stringMatching(
        /^Lancetree is tested with @lancedb\/lancedb \^0\.39\.0 and found 0\.31\.\d+ in .*npm install @lancedb\/lancedb@/,
      ),
    });
  });
});

function blocks(language: string): string[] {
  return snippets.filter((snippet) => snippet.language === language).map(({ code }) => code);
}
