import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { useFolder } from "./support/folder.ts";
import { manifestRows, namespaceRow, rowIds, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { codeOf } from "./support/outcome.ts";
import { arrowStream, idsAt, pathOfLocation, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([7]);

describe("locations", () => {
  const forged = [
    "..",
    "../sentinel",
    "x/../../sentinel",
    "/etc",
    "",
    ".",
    "./",
    "__manifest",
    "__manifest/data",
  ];
  let sentinel: string;
  beforeEach(async () => {
    sentinel = join(folder.path, "sentinel");
    for (const path of [sentinel, `${sentinel}.lance`]) {
      await mkdir(path);
      await writeFile(join(path, "kept"), "mine");
    }
    await mkdir(folder.root);
  });

  const intact = {
    kept: ["mine", "mine"],
    beside: ["catalog", "sentinel", "sentinel.lance"],
    inside: [["kept"], ["kept"]],
    bystander: true,
  };

  async function surroundings(): Promise<typeof intact> {
    const paths = [sentinel, `${sentinel}.lance`];
    return {
      kept: await Promise.all(paths.map((path) => readFile(join(path, "kept"), "utf8"))),
      beside: await readdir(folder.path),
      inside: await Promise.all(paths.map((path) => readdir(path))),
      bystander: (await rowIds(folder.root)).includes("bystander"),
    };
  }

  test.each(forged)("%j is never read, written or removed", async (location) => {
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      namespaceRow("ns"),
      tableRow("ns$t", location),
      tableRow("ns$u", location),
      tableRow("r", location),
    ]);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: ["ns"] })).toEqual({ tables: ["t", "u"] });
    await writeManifestRows(folder.root, [tableRow("../sentinel", "../sentinel.lance")]);
    const attempts = [
      () => catalog.createTable({ id: ["../sentinel"], data, mode: "overwrite" }),
      () => catalog.dropTable({ id: ["../sentinel"] }),
      () => catalog.listTables({ id: ["ns"], include_declared: false }),
      () => catalog.describeTable({ id: ["ns", "t"], load_detailed_metadata: true }),
      () => catalog.createTable({ id: ["ns", "t"], data }),
      () => catalog.renameTable({ id: ["r"], new_table_name: "s" }),
      () => catalog.renameTable({ id: ["ns", "u"], new_table_name: "v", new_namespace_id: [] }),
      () => catalog.deregisterTable({ id: ["r"] }),
      () => catalog.createTable({ id: ["ns", "t"], data, mode: "overwrite" }),
      () => catalog.dropTable({ id: ["ns", "t"] }),
      () => catalog.dropTable({ id: ["r"] }),
      () => catalog.dropNamespace({ id: ["ns"], behavior: "cascade" }),
      () => catalog.recover(),
    ];
    for (const attempt of attempts) {
      const code = await codeOf(attempt());
      expect([undefined, 4, 5, 13, 19]).toContain(code);
      expect(await surroundings()).toEqual(intact);
    }
    const intents = (await manifestRows(folder.root)).filter(({ metadata }) =>
      metadata?.includes("lancetree"),
    );
    expect(intents).toEqual([]);
  });

  test.each(forged)("a namespace that holds a table at %j can be got rid of", async (location) => {
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      namespaceRow("ns"),
      tableRow("ns$t", location),
    ]);
    const catalog = folder.open();
    await catalog.dropNamespace({ id: ["ns"], behavior: "cascade" }).catch(() => undefined);
    await catalog.close();
    expect(await surroundings()).toEqual(intact);
    expect(await rowIds(folder.root)).toEqual(["bystander"]);
  });

  test("a link inside the root leads nowhere", async () => {
    await symlink(sentinel, join(folder.root, "link"));
    await symlink(folder.path, join(folder.root, "up"));
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      tableRow("a", "link"),
      tableRow("b", "up/sentinel"),
      tableRow("c", "link/kept"),
    ]);
    const catalog = folder.open();
    for (const name of ["a", "b", "c"]) {
      await catalog.createTable({ id: [name], data }).catch(() => undefined);
      await catalog.renameTable({ id: [name], new_table_name: `${name}2` }).catch(() => undefined);
      await catalog.dropTable({ id: [name] }).catch(() => undefined);
      await catalog.dropTable({ id: [`${name}2`] }).catch(() => undefined);
    }
    expect(await surroundings()).toEqual(intact);
  });

  test("none at all is reported, and the table can be dropped or overwritten", async () => {
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      namespaceRow("ns"),
      tableRow("ns$t", null),
      tableRow("ns$u", null),
      tableRow("r", null),
    ]);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: ["ns"] })).toEqual({ tables: ["t", "u"] });
    expect(await catalog.listTables({ id: ["ns"], include_declared: false })).toEqual({ tables: [] });
    await expect(catalog.describeTable({ id: ["ns", "t"] })).rejects.toMatchObject({
      code: 19,
      message: expect.stringContaining("has no location"),
    });
    await catalog.createTable({ id: ["ns", "u"], data, mode: "overwrite" });
    expect(await idsAt((await catalog.describeTable({ id: ["ns", "u"] })).location)).toEqual([7]);
    await catalog.dropTable({ id: ["ns", "t"] });
    await catalog.dropTable({ id: ["r"] });
    expect(await catalog.listAllTables({})).toEqual({ tables: ["ns$u"] });
    expect(await surroundings()).toEqual(intact);
  });

  test("several levels and foreign forms are found where they are", async () => {
    await writeTable(join(folder.root, "deep", "er", "x.lance"), [1]);
    await writeManifestRows(folder.root, [namespaceRow("bystander"), tableRow("t", "deep/er//x.lance/")]);
    const catalog = folder.open();
    const { location } = await catalog.describeTable({ id: ["t"] });
    expect(pathOfLocation(location)).toBe(join(folder.root, "deep", "er", "x.lance"));
    expect(await idsAt(location)).toEqual([1]);
    await catalog.dropTable({ id: ["t"] });
    expect(await readdir(join(folder.root, "deep", "er"))).toEqual([]);
    expect(await surroundings()).toEqual(intact);
  });

  test("one folder written in two ways is still one folder", async () => {
    await writeTable(join(folder.root, "shared"), [1]);
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      tableRow("ns$t", "shared"),
      tableRow("ns$u", "shared/"),
      tableRow("ns$v", "./shared"),
    ]);
    const catalog = folder.open();
    await catalog.dropTable({ id: ["ns", "t"] });
    expect(await idsAt((await catalog.describeTable({ id: ["ns", "u"] })).location)).toEqual([1]);
    await catalog.dropTable({ id: ["ns", "u"] });
    expect(await idsAt(join(folder.root, "shared"))).toEqual([1]);
  });

  test("a folder inside of another table's goes alone, the outer one does not take the inner with it", async () => {
    await writeTable(join(folder.root, "outer"), [1]);
    await writeTable(join(folder.root, "outer", "inner"), [2]);
    await writeManifestRows(folder.root, [
      namespaceRow("bystander"),
      tableRow("ns$outer", "outer"),
      tableRow("ns$inner", "outer/inner"),
    ]);
    const catalog = folder.open();
    await catalog.dropTable({ id: ["ns", "outer"] });
    await catalog.registerTable({ id: ["r"], location: "outer/inner/_versions" });
    await catalog.dropTable({ id: ["r"] });
    expect(await idsAt((await catalog.describeTable({ id: ["ns", "inner"] })).location)).toEqual([2]);
    await catalog.dropTable({ id: ["ns", "inner"] });
  });
});
