import assert from "node:assert/strict";
import { startCatalogServer } from "../../installed/readme/catalog-server.ts";
import type { Scenario } from "../harness/harness.ts";
import { pageProject, readPage, runPageProgram } from "./project.ts";

const page = "docs/mastra.md";

/** What the page says about upsert and indices through a server, put into its first program. */
const limits = `
const said = (words) => ({ message }) => [message.includes(words) ? words : message];
const noIndex = await store.createIndex({ tableName: "docs", indexName: "vector", dimension: 4 }).catch(said("Index type not supported"));
noIndex; // ["Index type not supported"]
const notAll = await store.deleteAllTables().catch(said("not supported"));
notAll; // ["not supported"]
await store.upsert({ tableName: "docs", vectors: [[1, 2, 3, 4]], metadata: [{ text: "three", page: 3 }], ids: ["3"] });
const left = await store.query({ ...nearest, topK: 5 });
left.map(({ id }) => id); // ["3"]
`;

export const mastraScenarios: readonly Scenario[] = [
  {
    name: "db:// at lancetree serve, with the LanceDB that Mastra installs and with Lancetree's",
    long: true,
    async run({ root }) {
      for (const withOverrides of [false, true]) {
        const project = await pageProject(page, { withOverrides });
        await throughServer(project, root);
      }
      return "";
    },
  },
  {
    name: "a connection of db.at, with one copy of LanceDB",
    long: true,
    async run({ root }) {
      const project = await pageProject(page);
      const { status, stderr } = await runPageProgram(project, await programOf("through a connection"), root);
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /LANCETREE_/);
      return "";
    },
  },
  {
    name: "a connection of db.at, with two copies: the warning, and an index that fails",
    long: true,
    async run({ root }) {
      const project = await pageProject(page, { withOverrides: false });
      const program = await programOf("through a connection");
      const whole = await runPageProgram(project, program, `${root}-whole`);
      assert.notEqual(whole.status, 0);
      assert.match(
        whole.stderr,
        /\[LANCETREE_LANCEDB_COPIES\].* 2 copies of LanceDB are loaded: .*0\.39\..*0\.21\./,
      );
      assert.match(whole.stderr, /Value is not an instance of class `Index`/);
      const withoutIndex = program.replaceAll(/^.*(?:createIndex|listIndexes).*\n/gm, "");
      const { status, stderr } = await runPageProgram(project, withoutIndex, root);
      assert.equal(status, 0, stderr);
      return "";
    },
  },
];

async function throughServer(project: string, workplace: string): Promise<void> {
  await using server = await startCatalogServer();
  const program = await programOf("through a server");
  const completed = program
    .replace("http://127.0.0.1:2333", server.url)
    .replace("store.close();", `${limits}store.close();`);
  const { status, stderr } = await runPageProgram(project, completed, workplace);
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stderr, /LANCETREE_/);
  const response = await fetch(`${server.url}/v1/namespace/prod$search/table/list`);
  assert.deepEqual(await response.json(), { tables: ["docs", "user"] });
}

async function programOf(part: string): Promise<string> {
  const found = (await readPage(page)).find(({ lineAbove }) => lineAbove === `<!-- ${part} -->`);
  assert.equal(found?.language, "js", `${page} has a program below <!-- ${part} -->`);
  return found?.code ?? "";
}
