import assert from "node:assert/strict";
import { withExpectations } from "../../scripts/readme/expectations.ts";
import type { Scenario } from "../harness/harness.ts";
import { pageProject, readPage, runPageProgram } from "./project.ts";

const page = "docs/langchain.md";

/** What the page says about the store, put behind its program. */
const limits = `
  const filtered = await store.similaritySearch("A table has versions.", 1, { source: "b.md" });
  filtered.map(({ metadata }) => metadata["source"]); // ["c.md"]
  const scored = await store.similaritySearchWithScore("A table has versions.", 1);
  scored.map(([, score]) => score === undefined); // [true]
  const refusal = await store.delete({ ids: ["1"] }).catch(({ message }) => [message]);
  refusal; // ["Not implemented."]
  const unknown = [{ pageContent: "x", metadata: { source: "d.md", page: 2 } }];
  const unknownColumn = await store.addDocuments(unknown).catch(({ message }) => [message.slice(0, 31)]);
  unknownColumn; // ["Found field not in schema: page"]
  await LanceDB.fromTexts(["From texts."], [{ source: "e.md" }], embeddings, { table });
  await table.countRows(); // => 4
  await table.delete("source = 'b.md'");
  await table.countRows(); // => 3
`;

export const langchainScenario: Scenario = {
  name: "the program of docs/langchain.md works in a namespace",
  long: true,
  async run({ root }) {
    const project = await pageProject(page);
    const program = (await readPage(page)).find(({ language }) => language === "js")?.code ?? "";
    const [before, after] = program.split(/^(?=\} finally \{)/m);
    assert.ok(before && after, `${page} has a program with try and finally`);
    const whole = `${before}${limits}${after}`;
    const { status, stderr } = await runPageProgram(project, whole, root);
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /LANCETREE_/);
    return `${withExpectations(whole).checks} results`;
  },
};
