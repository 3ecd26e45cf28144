/** A bucket that denies the keys of a catalog that was there, and gives them back. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { codeOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";
import { freshRoot, idsAt, openStore, prefixOf, useCatalogs, writeTable } from "./bucket.ts";

const open = useCatalogs();
const data = arrowStream([7]);

/** Brings every object below one prefix to another one. */
async function moveAll(from: string, to: string): Promise<void> {
  const store = await openStore();
  const keys = (await store.list(from)).objects.map(({ key }) => key);
  for (const key of keys) await store.copy(key, to + key.slice(from.length));
  await store.remove(keys);
  store.close();
  // For 250 ms a version's file is taken to be the one that was seen last.
  await sleep(300);
}

test.each(["", "__manifest/"])(
  "while the keys below %j are missing every call is rejected",
  async (below) => {
    const root = freshRoot();
    const prefix = `${prefixOf(root)}/${below}`;
    const catalog = open(root);
    await catalog.createNamespace({ id: ["ns"] });
    await catalog.createTable({ id: ["t"], data });
    // The cleanup after a call would write there again.
    await catalog.recover();
    await catalog.describeTable({ id: ["t"] });
    await moveAll(prefix, `away/${prefix}`);
    const calls = [
      () => catalog.listNamespaces({ id: [] }),
      () => catalog.listTables({ id: [] }),
      () => catalog.describeTable({ id: ["t"] }),
      () => catalog.createNamespace({ id: ["new"] }),
      () => catalog.createTable({ id: ["new"], data }),
      () => catalog.dropTable({ id: ["t"] }),
    ];
    for (const call of calls) expect([String(call), await codeOf(call())]).toEqual([String(call), 17]);
    const store = await openStore();
    expect((await store.list(`${prefixOf(root)}/__manifest/`)).objects).toEqual([]);
    store.close();
    await moveAll(`away/${prefix}`, prefix);
    expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["ns"] });
    await catalog.createNamespace({ id: ["new"] });
    expect(await idsAt((await catalog.describeTable({ id: ["t"] })).location)).toEqual([7]);
  },
);

test("a catalog that is replaced by another one is read as it is", async () => {
  const [root, other] = [freshRoot(), freshRoot()];
  const catalog = open(root);
  for (const name of ["x", "y"]) await catalog.createNamespace({ id: [name] });
  for (const name of ["a", "b"]) await open(other).createNamespace({ id: [name] });
  await moveAll(`${prefixOf(root)}/`, `away/${prefixOf(root)}/`);
  await moveAll(`${prefixOf(other)}/`, `${prefixOf(root)}/`);
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["a", "b"] });
  await catalog.createNamespace({ id: ["x"] });
  expect(await open(root).listNamespaces({ id: [] })).toEqual({ namespaces: ["a", "b", "x"] });
});

test.each(["dropTable", "overwrite"])("%s leaves a table inside of the folder its rows", async (change) => {
  const root = freshRoot();
  const catalog = open(root);
  await catalog.createTable({ id: ["outer"], data });
  await writeTable(`${root}/outer.lance/inner`, [1, 2]);
  await catalog.registerTable({ id: ["inner"], location: "outer.lance/inner" });
  if (change === "dropTable") await catalog.dropTable({ id: ["outer"] });
  else await catalog.createTable({ id: ["outer"], data: arrowStream([8]), mode: "overwrite" });
  expect(await idsAt((await catalog.describeTable({ id: ["inner"] })).location)).toEqual([1, 2]);
});
