import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows } from "./support/manifest-rows.ts";
import { operations, prepare } from "./support/operations.ts";
import { errorOf } from "./support/outcome.ts";
import { arrowStream, withEngine } from "./support/rows.ts";
import { type Around, openStorage } from "./support/storage.ts";
import { treeOf } from "./support/tree.ts";

/** What can become of one commit on the manifest table. */
type Fault = (commit: () => unknown) => Promise<unknown>;

const lost = new Error("error sending request: connection reset");
const conflict = new Error("Retryable commit conflict for version 7: concurrent transaction");

const faults = {
  "is made, and its acknowledgement lost": async (commit) => {
    await commit();
    throw lost;
  },
  "is not made, without an error": async () => {
    throw lost;
  },
  "is refused for a conflict": async () => {
    throw conflict;
  },
  "is made, and then reported as a conflict": async (commit) => {
    await commit();
    throw conflict;
  },
  "is made, and reports that it changed nothing": async (commit) => {
    const result = (await commit()) as { version: number };
    return { ...result, numInsertedRows: 0, numUpdatedRows: 0, rowsUpdated: 0, numDeletedRows: 0 };
  },
} satisfies Record<string, Fault>;

const misleading = new Set<Fault>([
  faults["is made, and then reported as a conflict"],
  faults["is made, and reports that it changed nothing"],
]);

const names = [
  "the first createNamespace",
  "the first createTable",
  "createNamespace new, create",
  "createNamespace a, overwrite",
  "dropNamespace a$empty, restrict",
  "dropNamespace a, cascade",
  "createTable new, create",
  "createTable a$new, create",
  "createTable t, overwrite",
  "createTable a$t, overwrite",
  "declareTable a$new",
  "registerTable new lost/x, create",
  "dropTable t",
  "dropTable a$t",
  "deregisterTable t",
  "renameTable t new",
  "renameTable a$t z$new",
];
const tested = operations.filter(({ name }) => names.includes(name));

let base: string;
let template: string;
let untouched: unknown;
let copies = 0;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "lancetree-faults-"));
  template = join(base, "template");
  await prepare(template);
  untouched = await treeAt(template);
});

afterAll(() => rm(base, { recursive: true, force: true }));

async function treeAt(root: string): Promise<Record<string, unknown>> {
  await using catalog = new DirectoryNamespace({ root });
  return await treeOf(catalog);
}

/** Runs an operation on a fresh copy; the given fault strikes its n-th commit. */
async function run(
  operation: (typeof operations)[number],
  fault: Fault,
  struck: number,
): Promise<{ root: string; error: unknown; commits: number }> {
  const root = join(base, `copy-${++copies}`);
  if (!operation.first) await cp(template, root, { recursive: true });
  let commits = 0;
  const around: Around = (call, write) => {
    if (!["merge", "update", "delete"].includes(call)) return write();
    return commits++ === struck ? fault(write) : write();
  };
  const storage = await openStorage(root, around);
  const error = await errorOf(storage.run(operation.start(storage.context), operation.ids));
  await storage[Symbol.asyncDispose]();
  return { root, error, commits };
}

const none: Fault = async (write) => write();

/** The number of commits of an operation without faults, and what it leaves. */
async function undisturbed(
  operation: (typeof operations)[number],
): Promise<{ commits: number; after: unknown }> {
  const { root, error, commits } = await run(operation, none, -1);
  expect(error).toBeUndefined();
  return { commits, after: await treeAt(root) };
}

function summary(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  if (!isNamespaceError(error)) return error instanceof Error ? error.message : "no error at all";
  return `${error.code}${error.message.includes("unknown") ? ", unknown" : ""}`;
}

const sound = new Map<string, ReturnType<typeof undisturbed>>();

describe.each(Object.entries(faults))("a commit %s", (_, fault) => {
  test.concurrent.each(tested.map((operation) => [operation.name, operation] as const))(
    "%s",
    async (name, operation) => {
      if (!sound.has(name)) sound.set(name, undisturbed(operation));
      const { commits, after } = await sound.get(name)!;
      for (let struck = 0; struck < commits; struck++) {
        const { root, error } = await run(operation, fault, struck);
        const where = `${name}, commit ${struck + 1}`;
        const before = operation.first ? { properties: {} } : untouched;
        const known = [
          { error: undefined, tree: after },
          // A conflict costs a round, not the operation.
          ...(fault === faults["is refused for a conflict"] ? [] : [before, after]).map((tree) => ({
            error: "17, unknown",
            tree,
          })),
          // Never that what it made itself was there before. But a plain deletion leaves nothing to recognize it by: where
          // Lance itself denies it, the table counts as dropped by another process.
          ...(name === "dropTable a$t" && misleading.has(fault) ? [{ error: "4", tree: after }] : []),
        ];
        expect(known, where).toContainEqual({ error: summary(error), tree: await treeAt(root) });
        await using catalog = new DirectoryNamespace({ root });
        await catalog.recover();
        const intents = (await manifestRows(root)).filter(({ metadata }) =>
          metadata?.includes("lancetree.intent"),
        );
        expect(intents, where).toEqual([]);
        await rm(root, { recursive: true, force: true });
      }
    },
  );
});

test("conflicts without end are ConcurrentModification, and leave nothing", async () => {
  const root = join(base, "endless");
  await using storage = await openStorage(root, async (call, write) => {
    if (call === "merge") throw conflict;
    return write();
  });
  const context = { ...storage.context, attempts: 5 };
  const operation = tested.find(({ name }) => name === "createTable new, create");
  const error: unknown = await storage.run(operation!.start(context), [1]).catch((reason: unknown) => reason);
  expect(isNamespaceError(error, 14)).toBe(true);
  expect(error).toMatchObject({ isRetryable: true });
  expect(await readdir(root)).toEqual(["__manifest"]);
});

test("a commit that storage forbids is PermissionDenied, and not tried again", async () => {
  let tries = 0;
  const storage = await openStorage(join(base, "forbidden"), async (call, write) => {
    if (call !== "merge") return write();
    tries++;
    throw new Error("Permission denied (os error 13)");
  });
  const [operation] = tested;
  await expect(storage.run(operation!.start(storage.context))).rejects.toMatchObject({ code: 15 });
  expect(tries).toBe(1);
  await storage[Symbol.asyncDispose]();
});

describe("writing the data of a new table", () => {
  const folder = useFolder();

  async function folders(): Promise<string[]> {
    return (await readdir(folder.root).catch(() => [])).filter((name) => name !== "__manifest");
  }

  test.each([["t"], ["ns", "t"]])(
    "that fails leaves nothing, and passes its error on: %s %s",
    async (...id) => {
      const catalog = folder.open();
      await catalog.createNamespace({ id: ["ns"] });
      const failure = new Error("the disk is on fire");
      let stagedLocation = "";
      const creating = catalog.createTableWith({ id }, async ({ location }) => {
        stagedLocation = location;
        await withEngine(async (engine) => (await engine.create({ location }, [{ id: 1 }])).close());
        throw failure;
      });
      expect(await creating.catch((reason: unknown) => reason)).toBe(failure);
      expect(stagedLocation).not.toBe("");
      expect(await folders()).toEqual([]);
      await expect(catalog.tableExists({ id })).rejects.toMatchObject({ code: 4 });
      await catalog.createTable({ id, data: arrowStream([1]) });
    },
  );

  test("that fails leaves the table that it was to overwrite", async () => {
    const catalog = folder.open();
    for (const id of [["t"], ["u"]]) await catalog.createTable({ id, data: arrowStream([1]) });
    await catalog.createNamespace({ id: ["ns"] });
    await catalog.createTable({ id: ["ns", "t"], data: arrowStream([1]) });
    const before = [await treeOf(catalog), await folders()];
    for (const id of [["t"], ["ns", "t"]]) {
      const request = { id, mode: "overwrite", properties: { k: "v" } };
      await expect(catalog.createTableWith(request, () => Promise.reject(new Error("no")))).rejects.toThrow(
        "no",
      );
    }
    expect([await treeOf(catalog), await folders()]).toEqual(before);
  });

  test("is not asked for where the table is kept, taken or below nothing", async () => {
    const catalog = folder.open();
    await catalog.createTable({ id: ["t"], data: arrowStream([1]) });
    const write = () => Promise.reject(new Error("asked"));
    await catalog.createTableWith({ id: ["t"], mode: "exist_ok" }, write);
    await expect(catalog.createTableWith({ id: ["t"] }, write)).rejects.toMatchObject({ code: 5 });
    await expect(catalog.createTableWith({ id: ["x", "t"] }, write)).rejects.toMatchObject({ code: 1 });
    await expect(catalog.createTableWith({ id: ["a b"] }, write)).rejects.toMatchObject({ code: 13 });
  });

  test("may take so long that others are faster", async () => {
    const catalog = folder.open();
    const other = folder.open();
    await catalog.createNamespace({ id: ["ns"] });
    const racing = catalog.createTableWith({ id: ["ns", "t"] }, async ({ location }) => {
      await withEngine(async (engine) => (await engine.create({ location }, [{ id: 1 }])).close());
      await other.createTable({ id: ["ns", "t"], data: arrowStream([2]) });
    });
    await expect(racing).rejects.toMatchObject({ code: 5 });
    expect(await treeOf(other)).toMatchObject({ "namespace ns": { "table t": { ids: [2] } } });
    expect(await folders()).toHaveLength(1);
    const orphaned = catalog.createTableWith({ id: ["ns", "u"] }, async ({ location }) => {
      await withEngine(async (engine) => (await engine.create({ location }, [{ id: 1 }])).close());
      await other.dropNamespace({ id: ["ns"], behavior: "cascade" });
    });
    await expect(orphaned).rejects.toMatchObject({ code: 1 });
    expect(await folders()).toEqual([]);
    expect(await treeOf(other)).toEqual({ properties: {} });
  });
});

describe("a caller that gives up", () => {
  const folder = useFolder();

  test("before the call changes nothing", async () => {
    const catalog = folder.open();
    const reason = new Error("enough");
    const options = { signal: AbortSignal.abort(reason) };
    const calls: (() => Promise<unknown>)[] = [
      () => catalog.createNamespace({ id: ["a"] }, options),
      () => catalog.createTable({ id: ["t"], data: arrowStream([1]) }, options),
      () => catalog.declareTable({ id: ["t"] }, options),
      () => catalog.listTables({ id: [] }, options),
      () => catalog.recover(options),
    ];
    for (const call of calls) expect(await call().catch((error: unknown) => error)).toBe(reason);
    expect(await readdir(folder.path)).toEqual([]);
  });

  test("while data is written leaves no table, and no folder", async () => {
    const catalog = folder.open();
    const controller = new AbortController();
    const reason = new Error("enough");
    const creating = catalog.createTableWith(
      { id: ["t"] },
      async ({ location }) => {
        await withEngine(async (engine) => (await engine.create({ location }, [{ id: 1 }])).close());
        controller.abort(reason);
      },
      { signal: controller.signal },
    );
    expect(await creating.catch((error: unknown) => error)).toBe(reason);
    await catalog.close();
    expect(await readdir(folder.root)).toEqual([]);
  });

  test("after the change was made has made it, whole", async () => {
    for (let delay = 0; delay < 24; delay += 2) {
      const root = join(folder.path, `root-${delay}`);
      const catalog = folder.open({ root });
      await catalog.createNamespace({ id: ["a"] });
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), delay);
      const result = await catalog
        .createTable({ id: ["t"], data: arrowStream([1]) }, { signal: controller.signal })
        .then(
          () => "made",
          (error: Error) => error.message,
        );
      expect(["made", "enough"]).toContain(result);
      await catalog.close();
      const tree = await treeAt(root);
      expect(Object.keys(tree)).toEqual(
        result === "made" ? ["properties", "table t", "namespace a"] : ["properties", "namespace a"],
      );
      expect((await readdir(root)).length).toBe(result === "made" ? 2 : 1);
    }
  });

  test("for lack of time says so", async () => {
    const catalog = folder.open();
    const slow = catalog.createTableWith(
      { id: ["t"] },
      ({ location }) =>
        new Promise((resolve) => {
          setTimeout(() => resolve(void location), 60);
        }),
      { timeoutMs: 20 },
    );
    await expect(slow).rejects.toMatchObject({ name: "TimeoutError" });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: [] });
    await catalog.createNamespace({ id: ["a"] }, { timeoutMs: 60_000 });
  });
});

describe("closing", () => {
  const folder = useFolder();

  test("waits for what is under way, and ends it", async () => {
    const catalog = folder.open();
    const calls = [
      catalog.createNamespace({ id: ["a"] }),
      catalog.createTable({ id: ["t"], data: arrowStream([1]) }),
      catalog.listTables({ id: [] }),
    ];
    await catalog.close();
    const results = await Promise.allSettled(calls);
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    for (const reason of refused) expect(reason).toMatchObject({ code: 13 });
    const intents = (await manifestRows(folder.root).catch(() => [])).filter(
      ({ metadata }) => metadata !== null,
    );
    expect(intents).toEqual([]);
    await expect(catalog.listTables({ id: [] })).rejects.toMatchObject({ code: 13 });
    await catalog.close();
  });

  test("beside many reads breaks none of them", async () => {
    const writer = folder.open();
    await writer.createNamespace({ id: ["a"] });
    for (let round = 0; round < 5; round++) {
      const catalog = folder.open();
      await catalog.listNamespaces({ id: [] });
      const reads = Array.from({ length: 10 }, () => catalog.listNamespaces({ id: [] }));
      await Promise.all([catalog.close(), catalog.close()]);
      const outcomes = await Promise.all(reads.map((read) => read.catch((error: unknown) => summary(error))));
      for (const outcome of outcomes) expect(["13", { namespaces: ["a"] }]).toContainEqual(outcome);
    }
  });
});
