import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows, namespaceRow, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { codeOf, errorOf } from "./support/outcome.ts";
import { arrowStream, withTable, writeTable } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([7]);

describe("a damaged catalog is read, and not written", () => {
  const changes: readonly [string, (catalog: DirectoryNamespace) => Promise<unknown>][] = [
    ["createNamespace", (catalog) => catalog.createNamespace({ id: ["new"] })],
    ["dropNamespace", (catalog) => catalog.dropNamespace({ id: ["empty"] })],
    ["createTable", (catalog) => catalog.createTable({ id: ["sound", "new"], data })],
    ["createTable at the root", (catalog) => catalog.createTable({ id: ["new"], data })],
    ["declareTable", (catalog) => catalog.declareTable({ id: ["sound", "new"] })],
    ["registerTable", (catalog) => catalog.registerTable({ id: ["new"], location: "t" })],
    ["deregisterTable", (catalog) => catalog.deregisterTable({ id: ["t"] })],
    ["renameTable", (catalog) => catalog.renameTable({ id: ["t"], new_table_name: "u" })],
    ["dropTable", (catalog) => catalog.dropTable({ id: ["t"] })],
  ];
  const sound = [namespaceRow("sound"), namespaceRow("empty"), tableRow("t", "t")];

  async function expectRefusal(catalog: DirectoryNamespace): Promise<string> {
    const before = await manifestRows(folder.root);
    const lying = await folder.folders();
    let message = "";
    for (const [name, change] of changes) {
      const error = await errorOf(change(catalog));
      expect(error, name).toMatchObject({ code: 19 });
      message = String(error);
    }
    expect(await manifestRows(folder.root)).toEqual(before);
    expect(await folder.folders()).toEqual(lying);
    return message;
  }

  async function expectMended(catalog: DirectoryNamespace): Promise<void> {
    for (const [name, change] of changes.slice(0, -2)) {
      expect(await codeOf(change(catalog)), name).not.toBe(19);
    }
    await catalog.createNamespace({ id: ["mended"] });
    await catalog.dropNamespace({ id: ["mended"] });
  }

  beforeEach(async () => {
    await writeTable(join(folder.root, "t"), [1]);
  });

  test("two rows of one id", async () => {
    await writeManifestRows(folder.root, [
      ...sound,
      tableRow("sound$d", "first"),
      tableRow("sound$d", "second", '{"k":"v"}'),
    ]);
    const catalog = folder.open();
    expect(await catalog.listTables({ id: ["sound"] })).toEqual({ tables: ["d"] });
    const described = await catalog.describeTable({ id: ["sound", "d"] });
    expect(await folder.open().describeTable({ id: ["sound", "d"] })).toEqual(described);
    const message = await expectRefusal(catalog);
    expect(message).toContain('"sound$d"');
    expect(message).toContain("delete all but one");
    await withTable(join(folder.root, "__manifest"), (table) =>
      table.delete("object_id = 'sound$d' AND location = 'second'"),
    );
    await expectMended(catalog);
    expect((await catalog.describeTable({ id: ["sound", "d"] })).location).toMatch(/\/first$/);
  });

  test("two equal rows of one id", async () => {
    await writeManifestRows(folder.root, [...sound, namespaceRow("d"), namespaceRow("d")]);
    const catalog = folder.open();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["d", "empty", "sound"] });
    await expectRefusal(catalog);
    // They cannot be distinguished: both are deleted, and one is inserted again.
    await withTable(join(folder.root, "__manifest"), (table) => table.delete("object_id = 'd'"));
    await writeManifestRows(folder.root, [namespaceRow("d")]);
    await expectMended(catalog);
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["d", "new", "sound"] });
  });

  test("two rows of one id, one of them with an intent", async () => {
    const withIntent = { "lancetree.intent": "created:0123456789abcdef@0" };
    await writeManifestRows(folder.root, [
      ...sound,
      namespaceRow("d", withIntent),
      namespaceRow("d", { k: "v" }),
    ]);
    const catalog = folder.open();
    expect((await catalog.listNamespaces({ id: [] })).namespaces).toContain("d");
    const results = await Promise.all(
      [catalog, folder.open()].map((reader) => reader.describeNamespace({ id: ["d"] })),
    );
    expect(results[0]).toEqual(results[1]);
    await expectRefusal(catalog);
    await withTable(join(folder.root, "__manifest"), (table) =>
      table.delete(`object_id = 'd' AND metadata = '${JSON.stringify(withIntent)}'`),
    );
    await expectMended(catalog);
    expect(await catalog.describeNamespace({ id: ["d"] })).toEqual({ properties: { k: "v" } });
  });

  test("rows of an unknown type", async () => {
    await writeManifestRows(folder.root, [
      ...sound,
      { object_id: "t$00000000000000000001", object_type: "table_version" },
      { object_id: "o", object_type: "o'hara" },
    ]);
    const catalog = folder.open();
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["empty", "sound"] });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["t"] });
    await catalog.describeTable({ id: ["t"] });
    const message = await expectRefusal(catalog);
    const predicates = [...message.matchAll(/\((object_type = .*?)\)(?=[;.])/g)].map(
      ([, text]) => text ?? "",
    );
    expect(predicates).toHaveLength(2);
    await withTable(join(folder.root, "__manifest"), async (table) => {
      for (const predicate of predicates) await table.delete(predicate);
    });
    await expectMended(catalog);
  });
});
