import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadFederation } from "../src/index.ts";
import { temporaryFolder, writeToml } from "./support/files.ts";

const backend = fileURLToPath(new URL("support/journal-backend.ts", import.meta.url));

describe("a module as a database", () => {
  it("is given its keys, opened at first use and once, and closed", async () => {
    const folder = await temporaryFolder();
    const journal = join(folder, "journal");
    await writeFile(journal, "");
    const file = await writeToml(
      folder,
      `[federated_dbs.own]\nns_impl = "module:${backend}"\njournal = "${journal}"\nname = "a"\nlimit = 1_000\nfast = true\n[federated_dbs.own.deep.er]\nkey = "\${KEY}"\n`,
    );
    const federation = await loadFederation(file, { allowModules: true, environment: { KEY: "v" } });
    const own = federation.namespace("own");
    expect(await readFile(journal, "utf8")).toBe("");
    const answers = await Promise.all([own.listTables({ id: [] }), own.listTables({ id: [] })]);
    const properties = [`journal=${journal}`, "name=a", "limit=1000", "fast=true", "deep.er.key=v"];
    expect(answers).toEqual([{ tables: properties }, { tables: properties }]);
    await own.createNamespace({ id: ["n"] });
    expect((await federation.namespace("own").listNamespaces({ id: [] })).namespaces).toEqual(["n"]);
    await federation.close();
    expect(await readFile(journal, "utf8")).toBe("open a\nclose a\n");
    await expect(own.listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
  });

  it.each([
    ["exports nothing", "", 'The module of database "own" exports no function openNamespace.'],
    [
      "opens nothing",
      "export const openNamespace = () => undefined;",
      "is no namespace: it lacks createNamespace,",
    ],
    [
      "opens half a namespace",
      "export const openNamespace = async () => ({ listTables() {} });",
      "is no namespace: it lacks createNamespace,",
    ],
  ])("that %s is told so, and the next call tries again", async (_, code, message) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "backend.mjs"), code);
    const file = await writeToml(folder, '[federated_dbs.own]\nns_impl = "module:./backend.mjs"\n');
    const federation = await loadFederation(file, { allowModules: true });
    const own = federation.namespace("own");
    for (const call of [own.listTables({ id: [] }), own.describeTable({ id: ["t"] })]) {
      // oxlint-disable-next-line no-await-in-loop
      await expect(call).rejects.toMatchObject({ code: 13, message: expect.stringContaining(message) });
    }
    await federation.close();
  });

  it("loads in plain Node, from beside the file that names it", async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, "backend.mjs"),
      "export const openNamespace = () => { throw new Error('loaded'); };",
    );
    const file = await writeToml(folder, '[federated_dbs.own]\nns_impl = "module:./backend.mjs"\n');
    const script = `
      import { loadFederation } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      const federation = await loadFederation(${JSON.stringify(file)}, { allowModules: true });
      await federation.namespace("own").listTables({ id: [] }).catch((error) => console.log(error.message));
    `;
    const run = spawnSync(
      process.execPath,
      ["--conditions", "@lancetree/source", "--import", "tsx", "--input-type", "module", "--eval", script],
      { encoding: "utf8", cwd: fileURLToPath(new URL("..", import.meta.url)) },
    );
    expect(run.stdout).toBe("loaded\n");
  });
});
