/** Changes whose response is lost are made once, and their callers learn the result. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { arrowStream } from "../../../dir-namespace/test/support/rows.ts";
import { PostgresNamespace } from "../../src/index.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";

const data = arrowStream([1, 2]);
let root: string;
let proxy: CuttingProxy;
let namespace: PostgresNamespace;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  proxy = await startCuttingProxy(inject("postgresUrl"));
  const catalog = randomUUID();
  namespace = new PostgresNamespace({ database: proxy.url, root, catalog, retainSeconds: 3600 });
  await namespace.createNamespace({ id: ["a"], properties: { at: "a" } });
  await namespace.createNamespace({ id: ["a", "b"] });
  await namespace.createTable({ id: ["a", "t"], data, properties: { at: "t" } });
  await namespace.declareTable({ id: ["gone"] });
  await namespace.dropTable({ id: ["gone"] });
});

afterEach(async () => {
  await namespace.close();
  await proxy[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const changes: Readonly<Record<string, { cut: RegExp; run: () => Promise<unknown>; result?: object }>> = {
  "a namespace is created": {
    cut: /insert into lancetree_objects/,
    run: () => namespace.createNamespace({ id: ["new"], properties: { x: "1" } }),
    result: { properties: { x: "1" } },
  },
  "a namespace is dropped": {
    cut: /delete from lancetree_objects/,
    run: () => namespace.dropNamespace({ id: ["a", "b"] }),
    result: { properties: {} },
  },
  "a namespace is dropped with its contents": {
    cut: /delete from lancetree_objects/,
    run: () => namespace.dropNamespace({ id: ["a"], behavior: "cascade" }),
    result: { properties: { at: "a" } },
  },
  "a namespace is overwritten": {
    cut: /commit/,
    run: () => namespace.createNamespace({ id: ["a"], mode: "overwrite", properties: { x: "2" } }),
    result: { properties: { x: "2" } },
  },
  "a table is created": {
    cut: /insert into lancetree_objects/,
    run: () => namespace.createTable({ id: ["new"], data, properties: { x: "1" } }),
    result: { properties: { x: "1" } },
  },
  "the folder of a new table is listed": {
    cut: /^.{0,40}insert into lancetree_pending_files/s,
    run: () => namespace.createTable({ id: ["new"], data }),
    result: { properties: {} },
  },
  "a table is overwritten": {
    cut: /update lancetree_objects/,
    run: () => namespace.createTable({ id: ["a", "t"], data, mode: "overwrite" }),
    result: { properties: {} },
  },
  "a table is declared": {
    cut: /insert into lancetree_objects/,
    run: () => namespace.declareTable({ id: ["new"] }),
    result: { properties: {} },
  },
  "a table is dropped": {
    cut: /delete from lancetree_objects/,
    run: () => namespace.dropTable({ id: ["a", "t"] }),
    result: { id: ["a", "t"], properties: { at: "t" } },
  },
  "a table is deregistered": {
    cut: /delete from lancetree_objects/,
    run: () => namespace.deregisterTable({ id: ["a", "t"] }),
    result: { id: ["a", "t"], properties: { at: "t" } },
  },
  "a table is renamed": {
    cut: /update lancetree_objects/,
    run: () => namespace.renameTable({ id: ["a", "t"], new_table_name: "u" }),
    result: {},
  },
  "a dropped table comes back": {
    cut: /delete from lancetree_dropped where catalog = \$1 and drop_id = \$3/,
    run: () => namespace.undrop({ id: ["gone"] }),
    result: { id: ["gone"], kind: "table", tables: 1 },
  },
  "what was dropped is purged": {
    cut: /delete from lancetree_dropped\s+where catalog = \$1 and drop_id in \(/,
    run: () => namespace.purgeDropped({ older_than_seconds: 0 }),
    result: { purged: 1 },
  },
  "properties are changed": {
    cut: /update lancetree_objects/,
    run: () => namespace.alterProperties({ id: ["a", "t"], set: { x: "1" }, remove: ["at"] }),
    result: { properties: { x: "1" } },
  },
};

const repeatable = [
  "a namespace is overwritten",
  "a table is overwritten",
  "what was dropped is purged",
  "properties are changed",
];

test.each(Object.keys(changes))("%s", async (name) => {
  const { cut, run, result = {} } = changes[name] ?? { cut: /$^/, run: async () => undefined };
  proxy.cutAfter(cut);
  expect(await run()).toMatchObject(result);
  expect(proxy.cuts).toBe(1);
  // It was made once: the same change finds the new state.
  const again = await run().then(
    () => "done",
    (error: { code?: number }) => error.code,
  );
  expect(again === "done").toBe(repeatable.includes(name));
});

test("a read is repeated", async () => {
  proxy.cutAfter(/select/);
  expect((await namespace.listNamespaces({ id: [] })).namespaces).toEqual(["a"]);
  expect(proxy.cuts).toBe(1);
});
