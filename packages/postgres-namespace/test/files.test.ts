/** When the folders of tables are removed, and when they stay. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { arrowStream, writeTable } from "../../dir-namespace/test/support/rows.ts";
import { type Catalogs, useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

const data = arrowStream([1, 2]);

function exists(location: string | null | undefined): boolean {
  return existsSync(fileURLToPath(String(location)));
}

/** The locations that the catalog lists for removal. */
async function pending({ pglite }: Catalogs): Promise<string[]> {
  const { rows } = await pglite.query<{ location: string }>(
    "select location from lancetree_pending_files order by location",
  );
  return rows.map(({ location }) => location);
}

test("a dropped table's folder is removed, a deregistered one stays", async () => {
  const namespace = catalogs().open();
  const dropped = await namespace.createTable({ id: ["dropped"], data });
  const kept = await namespace.createTable({ id: ["kept"], data });
  await namespace.dropTable({ id: ["dropped"] });
  await namespace.deregisterTable({ id: ["kept"] });
  await namespace.removeDueFiles();
  expect([exists(dropped.location), exists(kept.location)]).toEqual([false, true]);
  expect(await pending(catalogs())).toEqual([]);
});

test("a cascade and an overwritten namespace remove the folders of all tables below", async () => {
  const namespace = catalogs().open();
  const locations: (string | null | undefined)[] = [];
  for (const top of ["a", "b"]) {
    await namespace.createNamespace({ id: [top] });
    await namespace.createNamespace({ id: [top, "inner"] });
    for (const id of [
      [top, "t"],
      [top, "inner", "t"],
    ])
      locations.push((await namespace.createTable({ id, data })).location);
  }
  await namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
  await namespace.createNamespace({ id: ["b"], mode: "overwrite" });
  await namespace.removeDueFiles();
  expect(locations.map(exists)).toEqual([false, false, false, false]);
});

test("an overwritten table's old folder is removed", async () => {
  const namespace = catalogs().open();
  const before = await namespace.createTable({ id: ["t"], data });
  const after = await namespace.createTable({ id: ["t"], data, mode: "overwrite" });
  await namespace.removeDueFiles();
  expect([exists(before.location), exists(after.location)]).toEqual([false, true]);
});

test("with retainSeconds the folder of a dropped table stays for as long", async () => {
  const namespace = catalogs().open({ retainSeconds: 3600 });
  const { location } = await namespace.createTable({ id: ["t"], data });
  await namespace.dropTable({ id: ["t"] });
  await namespace.removeDueFiles();
  expect(exists(location)).toBe(true);
  await catalogs().pglite.query("update lancetree_dropped set keep_until = now()");
  await namespace.removeDueFiles();
  expect(exists(location)).toBe(false);
});

test("a creation that fails leaves neither a folder nor a row", async () => {
  const namespace = catalogs().open();
  await namespace.namespaceExists({ id: [] });
  const error = new Error("no rows");
  let folder = "";
  const creation = namespace.createTableWith({ id: ["t"] }, async ({ location }) => {
    folder = fileURLToPath(location);
    await writeTable(folder, [1]);
    throw error;
  });
  await expect(creation).rejects.toBe(error);
  await namespace.removeDueFiles();
  expect(existsSync(folder)).toBe(false);
  expect((await namespace.listTables({ id: [] })).tables).toEqual([]);
});

test("the folder of a process that ended while it wrote is removed a day later", async () => {
  const namespace = catalogs().open();
  let folder = "";
  let abandon = (_error: Error): void => undefined;
  const isWriting = new Promise<void>((resolve) => {
    const creation = namespace.createTableWith({ id: ["t"] }, async ({ location }) => {
      folder = fileURLToPath(location);
      await writeTable(folder, [1]);
      resolve();
      await new Promise((_, reject) => {
        abandon = reject;
      });
    });
    creation.catch(() => undefined);
  });
  await isWriting;
  const other = catalogs().open();
  await other.removeDueFiles();
  expect(existsSync(folder)).toBe(true);
  await catalogs().pglite.query(
    "update lancetree_pending_files set not_before = not_before - interval '1 day'",
  );
  await other.removeDueFiles();
  expect(existsSync(folder)).toBe(false);
  abandon(new Error("the test is over"));
});

test("a creation whose folder was removed meanwhile is rejected, and creates nothing", async () => {
  const namespace = catalogs().open();
  const creation = namespace.createTableWith({ id: ["t"] }, async ({ location }) => {
    await writeTable(fileURLToPath(location), [1]);
    await catalogs().pglite.query("update lancetree_pending_files set not_before = now()");
    await catalogs().open().removeDueFiles();
  });
  await expect(creation).rejects.toMatchObject({ code: 17, message: expect.stringContaining("24 hours") });
  await expect(namespace.tableExists({ id: ["t"] })).rejects.toMatchObject({ code: 4 });
});

test("a folder that two tables name is removed with the second one", async () => {
  const { root } = catalogs();
  const namespace = catalogs().open();
  await writeTable(`${root}/shared.lance`, [1]);
  for (const name of ["a", "b"]) await namespace.registerTable({ id: [name], location: "shared.lance" });
  await namespace.dropTable({ id: ["a"] });
  await namespace.removeDueFiles();
  expect(existsSync(`${root}/shared.lance`)).toBe(true);
  await namespace.dropTable({ id: ["b"] });
  await namespace.removeDueFiles();
  expect(existsSync(`${root}/shared.lance`)).toBe(false);
});

test.each([
  ["a table inside of another one's folder keeps the folder", "outer", "inner"],
  ["a table's folder inside of another one's stays as long as the outer table", "inner", "outer"],
])("%s", async (_, first, second) => {
  const { root, pglite } = catalogs();
  const namespace = catalogs().open();
  await writeTable(`${root}/outer.lance`, [1]);
  await writeTable(`${root}/outer.lance/inner.lance`, [2]);
  await namespace.registerTable({ id: ["outer"], location: "outer.lance" });
  await namespace.registerTable({ id: ["inner"], location: "outer.lance/inner.lance" });
  await namespace.dropTable({ id: [first] });
  await namespace.removeDueFiles();
  expect(existsSync(`${root}/outer.lance/inner.lance/_versions`)).toBe(true);
  await namespace.dropTable({ id: [second] });
  await pglite.query("update lancetree_pending_files set not_before = now()");
  await namespace.removeDueFiles();
  expect(existsSync(`${root}/outer.lance`)).toBe(false);
});

test("a folder that waits for its removal can be registered again, one that is being removed cannot", async () => {
  const { pglite } = catalogs();
  const namespace = catalogs().open();
  const { location } = await namespace.createTable({ id: ["t"], data });
  const folder = String(location).split("/").at(-1) ?? "";
  const queue = (removing: boolean): Promise<unknown> =>
    pglite.query(
      `insert into lancetree_pending_files (catalog, location, not_before, removing)
        select catalog, location, now() + interval '1 hour', $2 from lancetree_objects where location = $1`,
      [folder, removing],
    );
  await queue(false);
  await namespace.deregisterTable({ id: ["t"] });
  await namespace.registerTable({ id: ["again"], location: folder });
  expect(await pending(catalogs())).toEqual([]);
  await queue(true);
  await namespace.deregisterTable({ id: ["again"] });
  await expect(namespace.registerTable({ id: ["u"], location: folder })).rejects.toMatchObject({ code: 13 });
});
