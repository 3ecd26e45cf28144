import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadFederation } from "../src/index.ts";
import { temporaryFolder, writeToml } from "./support/files.ts";

const backend = fileURLToPath(new URL("support/recording-backend.ts", import.meta.url));

describe("a module as a database", () => {
  it("receives its keys, is opened once, at its first use, and closed", async () => {
    const folder = await temporaryFolder();
    const record = join(folder, "record");
    await writeFile(record, "");
    const file = await writeToml(
      folder,
      `[federated_dbs.own]\nns_impl = "module:${backend}"\nrecord = "${record}"\nname = "a"\nlimit = 1_000\nfast = true\n[federated_dbs.own.deep.er]\nkey = "\${KEY}"\n`,
    );
    const federation = await loadFederation(file, { allowModules: true, environment: { KEY: "v" } });
    const own = federation.namespace("own");
    expect(await readFile(record, "utf8")).toBe("");
    const results = await Promise.all([own.listTables({ id: [] }), own.listTables({ id: [] })]);
    const properties = [`record=${record}`, "name=a", "limit=1000", "fast=true", "deep.er.key=v"];
    expect(results).toEqual([{ tables: properties }, { tables: properties }]);
    await own.createNamespace({ id: ["n"] });
    expect((await federation.namespace("own").listNamespaces({ id: [] })).namespaces).toEqual(["n"]);
    await federation.close();
    expect(await readFile(record, "utf8")).toBe("open a\nclose a\n");
    await expect(own.listTables({ id: [] })).rejects.toMatchObject({ code: 17 });
  });

  it.each([
    ["exports nothing", "", 'The module of database "own" does not export a function openNamespace.'],
    [
      "opens nothing",
      "export const openNamespace = () => undefined;",
      "is not a namespace: it lacks createNamespace,",
    ],
    [
      "opens half a namespace",
      "export const openNamespace = async () => ({ listTables() {} });",
      "is not a namespace: it lacks createNamespace,",
    ],
  ])("that %s is an error, and the next call tries again", async (_, code, message) => {
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
