import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MemoryNamespace } from "@lancetree/core/memory";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openTableWorkers, type TablesNamespace, type TableWorkers, withTables } from "../src/index.ts";
import { expectCode, id, read, stream } from "./support.ts";

/** Takes minutes for every row, because it repeats long strings. */
const endless = "cast(levenshtein(repeat(name, 20000), repeat(name, 20001)) as string)";
const generous = { timeout: 900_000, interval: 50 };

let folder: string;
let workers: TableWorkers;
let namespace: TablesNamespace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-workers-"));
  workers = openTableWorkers({ maxReads: 1, maxChanges: 1 });
  namespace = withTables(new MemoryNamespace({ root: folder }), { workers });
  const rows = Array.from({ length: 100 }, (_, index) => ({
    id: index,
    name: `user ${index}`,
    vector: [index, 1],
  }));
  await namespace.createTable({ id, data: stream(rows) });
});

afterAll(async () => {
  workers.close();
  await namespace.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The child processes of this one, without zombies. */
async function children(): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", [
    "-o",
    "pid=,stat=,args=",
    "--ppid",
    String(process.pid),
  ]);
  return stdout
    .split("\n")
    .filter((line) => /worker\.[jt]s/.test(line) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
}

const count = (predicate: string): Promise<unknown> => namespace.countTableRows({ id, predicate });
const update = (value: string, signal?: AbortSignal): Promise<unknown> =>
  namespace.updateTable({ id, updates: [["name", value]] }, { signal });

async function names(): Promise<unknown[]> {
  const result = await namespace.queryTable({ id, k: 2, vector: {}, order_by: [{ column_name: "id" }] });
  return (await read(result.data)).map((row) => row["name"]);
}

test("they accept the options that a server passes to every call", async () => {
  const options = { timeoutMs: 60_000, headers: { a: "b" }, onHeldRows: () => undefined };
  expect(await namespace.countTableRows({ id, predicate: "id < 5" }, options)).toEqual({ count: 5n });
});

test("their results and errors are those of this process", async () => {
  expect(await count("id < 10")).toEqual({ count: 10n });
  await namespace.alterTableAddColumns({ id, new_columns: [{ name: "twice", expression: "id * 2" }] });
  await namespace.createTableScalarIndex({ id, column: "id", index_type: "BTREE" });
  expect(await count("twice = 10 and id = 5")).toEqual({ count: 1n });
  await expectCode(count("nosuch = 1"), 12);
  await expectCode(count("id = "), 13);
  await expectCode(namespace.countTableRows({ id: ["nosuch"], predicate: "true" }), 4);
  const plan = await namespace.analyzeTableQueryPlan({ id, k: 1, vector: {}, filter: "id = 5" });
  expect(plan.analysis).toMatch(/rows/);
});

test("an abort ends the process and leaves no change; the next call has a new process", async () => {
  const before = await names();
  const abort = new AbortController();
  const running = update(endless, abort.signal);
  const reason = new Error("The caller left.");
  await vi.waitFor(async () => expect((await children()).length).toBeGreaterThan(0), generous);
  const [, writer] = await children();
  abort.abort(reason);
  await expect(running).rejects.toBe(reason);
  await vi.waitFor(async () => expect(await children()).not.toContain(writer ?? 0), generous);
  expect(await names()).toEqual(before);
  await update("concat(name, '!')");
  expect(await names()).toEqual(before.map((name) => `${String(name)}!`));
});

test("readers do not wait for writers, and a waiting call can be aborted", async () => {
  const abort = new AbortController();
  const running = update(endless, abort.signal);
  const waiting = update("name", AbortSignal.timeout(100));
  await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  expect(await count("id = 1")).toEqual({ count: 1n });
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: "AbortError" });
});

test("a process that the system ends is an error of that call only", async () => {
  const before = new Set(await children());
  const running = update(endless);
  const refused = expectCode(running, 17);
  const writer = await vi.waitFor(async () => {
    const added = (await children()).filter((pid) => !before.has(pid));
    expect(added).toHaveLength(1);
    return added[0] ?? 0;
  }, generous);
  process.kill(writer, "SIGKILL");
  await refused;
  expect(await count("id = 1")).toEqual({ count: 1n });
  await update("name");
});

test("after close there are none", async () => {
  workers.close();
  await vi.waitFor(async () => expect(await children()).toEqual([]), generous);
  await expectCode(count("id = 1"), 17);
});
