/** Every method that waits takes a signal: an aborted one rejects with its reason, and leaves a change whole or not made. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Namespace, supportsStagedCreation } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { tableFromArrays } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AbortOptions, connectNamespace, NamespaceConnection } from "../src/index.ts";
import { type RestCatalog, serveDirectory } from "./support/rest-catalog.ts";

let root: string;
let catalog: RestCatalog;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lancetree-abort-"));
  catalog = await serveDirectory(root);
});

afterEach(async () => {
  await catalog[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

const rows = [{ id: 1 }, { id: 2 }];
const { schema } = tableFromArrays({ id: Int32Array.from([1]) });
const reason = new Error("The user left.");

type Call = (db: NamespaceConnection, options: AbortOptions) => Promise<unknown>;

/** Each method by its name; each would succeed on the catalog that `fill` makes. */
const calls: Readonly<Record<string, Call>> = {
  tableNames: (db, options) => db.tableNames(["prod"], options),
  listTables: (db, options) => db.listTables(options),
  openTable: (db, options) => db.openTable("t", [], options),
  createTable: (db, options) => db.createTable("new", rows, ["prod"], options),
  createEmptyTable: (db, options) => db.createEmptyTable("new", schema, options),
  dropTable: (db, options) => db.dropTable("t", [], options),
  dropTableAsync: (db, options) => db.dropTableAsync("t", ["prod"], options),
  dropAllTables: (db, options) => db.dropAllTables(["prod"], options),
  describeNamespace: (db, options) => db.describeNamespace(["prod"], options),
  listNamespaces: (db, options) => db.listNamespaces([], options),
  createNamespace: (db, options) => db.createNamespace(["dev"], options),
  dropNamespace: (db, options) => db.dropNamespace(["prod"], { behavior: "cascade", ...options }),
  renameTable: (db, options) => db.renameTable("t", "renamed", options),
  namespaceExists: (db, options) => db.namespaceExists(["prod"], options),
  tableExists: (db, options) => db.tableExists("t", [], options),
  describeTable: (db, options) => db.describeTable("t", [], options),
  declareTable: (db, options) => db.declareTable("declared", [], options),
  registerTable: (db, options) => db.registerTable("registered", "t.lance", [], options),
  deregisterTable: (db, options) => db.deregisterTable("t", ["prod"], options),
  createMaterializedView: (db, options) => db.createMaterializedView("view2", "t", options),
  openMaterializedView: (db, options) => db.openMaterializedView("view", options),
  listMaterializedViews: (db, options) => db.listMaterializedViews(options),
  walk: (db, options) => db.walk([], options).next(),
};

async function fill(): Promise<void> {
  await using db = await connectNamespace("dir", { root });
  await db.createTable("t", rows, { storageOptions: { newTableEnableStableRowIds: "true" } });
  await db.createNamespace(["prod"]);
  await db.createTable("t", rows, ["prod"]);
  await db.createMaterializedView("view", "t");
}

/** What the catalog and its folder hold. */
async function state(): Promise<unknown> {
  await using db = await connectNamespace("dir", { root });
  const paths = [];
  for await (const { kind, path } of db.walk()) paths.push(`${kind} ${path.join("/")}`);
  return { paths, folders: (await readdir(root)).toSorted() };
}

test("the table of calls has every method that waits", () => {
  const methods = new Set<string>();
  let prototype: object = NamespaceConnection.prototype;
  while (!Object.hasOwn(prototype, "cloneTable")) {
    for (const name of Object.getOwnPropertyNames(prototype)) methods.add(name);
    prototype = Object.getPrototypeOf(prototype);
  }
  // The parts of the class itself, and what does not wait.
  for (const name of ["constructor", "at", "inner"]) methods.delete(name);
  expect(Object.keys(calls).toSorted()).toEqual([...methods].toSorted());
});

describe.each(["dir", "rest"])("%s", (kind) => {
  const connect = (): Promise<NamespaceConnection> =>
    kind === "dir" ? connectNamespace("dir", { root }) : connectNamespace("rest", { uri: catalog.uri });

  test.each(Object.entries(calls))("%s with an aborted signal changes nothing", async (_, call) => {
    await fill();
    const before = await state();
    await using db = await connect();
    await expect(call(db, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await state()).toEqual(before);
    await call(db, { signal: new AbortController().signal });
  });

  test.each([0, 1, 5, 20])("a creation aborted after %s ms is complete or not made", async (milliseconds) => {
    const before = await state();
    const db = await connect();
    const controller = new AbortController();
    const creation = db.createTable("t", rows, { signal: controller.signal }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    controller.abort(reason);
    expect([undefined, reason]).toContain(await creation);
    await db[Symbol.asyncDispose]();
    await using later = await connect();
    // A server completes or discards what it had received after its client has gone.
    await expect
      .poll(async () => {
        if (await later.tableExists("t")) return (await later.openTable("t")).countRows();
        return JSON.stringify(await state()) === JSON.stringify(before) ? "not made" : "half made";
      })
      .toSatisfy((outcome) => outcome === 2 || outcome === "not made");
  });
});

/** A namespace that runs an action when its tables are written. */
function watched(
  namespace: DirectoryNamespace,
  write: (run: () => Promise<void>) => Promise<void>,
): Namespace {
  return new Proxy(namespace, {
    get(target, key) {
      if (key !== "createTableWith") {
        const member: unknown = Reflect.get(target, key);
        return typeof member === "function" ? member.bind(target) : member;
      }
      const create: DirectoryNamespace["createTableWith"] = (request, writeStaged, options) =>
        target.createTableWith(request, (staged) => write(() => writeStaged(staged)), options);
      return create;
    },
  });
}

test.each(["before", "while", "after"])(
  "a creation aborted %s its rows are written is removed",
  async (when) => {
    await using directory = new DirectoryNamespace({ root });
    const before = await readdir(root);
    const controller = new AbortController();
    const namespace = watched(directory, async (run) => {
      if (when === "before") controller.abort(reason);
      const writing = run();
      if (when === "while") controller.abort(reason);
      await writing;
      controller.abort(reason);
    });
    expect(supportsStagedCreation(namespace)).toBe(true);
    const db = await connectNamespace(namespace);
    await expect(db.createTable("t", rows, { signal: controller.signal })).rejects.toBe(reason);
    await db[Symbol.asyncDispose]();
    expect(await directory.listTables({ id: [] })).toEqual({ tables: [] });
    expect(await readdir(root)).toEqual(before);
  },
);

test("a namespace that ignores the signal does not delay the rejection, and closing waits for it", async () => {
  await using directory = new DirectoryNamespace({ root });
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = new Proxy(directory, {
    get: (target, key) => {
      if (key !== "listNamespaces") return Reflect.get(target, key);
      const list = async (request: { id: string[] }): Promise<unknown> => {
        await held;
        return target.listNamespaces(request);
      };
      return list;
    },
  });
  const db = await connectNamespace(slow);
  const controller = new AbortController();
  const listed = db.listNamespaces([], { signal: controller.signal });
  controller.abort(reason);
  await expect(listed).rejects.toBe(reason);
  const closed = db[Symbol.asyncDispose]().then(() => "closed");
  const soon = new Promise((resolve) => setTimeout(resolve, 0, "open"));
  expect(await Promise.race([closed, soon])).toBe("open");
  release();
  expect(await closed).toBe("closed");
});

test("anything but a signal is refused", async () => {
  await using db = await connectNamespace("dir", { root });
  const options: object = { signal: "now" };
  await expect(db.createNamespace(["prod"], options as AbortOptions)).rejects.toMatchObject({ code: 13 });
  expect(await db.namespaceExists(["prod"])).toBe(false);
});
