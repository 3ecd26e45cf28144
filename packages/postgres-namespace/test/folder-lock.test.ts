/** The folder of a PGlite is open in one place at a time: another one would overwrite what the first has committed. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { sourceFlags } from "../../dir-namespace/test/processes/worker-process.ts";
import { PostgresNamespace } from "../src/index.ts";

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a folder that is open is refused, by another path too, until it is closed", async () => {
  const folder = await newFolder();
  const root = join(folder, "root");
  await mkdir(join(folder, "real"));
  await symlink(join(folder, "real"), join(folder, "link"));
  const first = new PostgresNamespace({ database: `pglite:${join(folder, "real", "database")}`, root });
  await first.createNamespace({ id: ["a"] });
  await using second = new PostgresNamespace({
    database: `pglite:${join(folder, "link", "database")}`,
    root,
  });
  await expect(second.listNamespaces({ id: [] })).rejects.toMatchObject({
    code: 17,
    message: expect.stringContaining(`in use by process ${process.pid}`),
  });
  await first.close();
  expect((await second.listNamespaces({ id: [] })).namespaces).toEqual(["a"]);
});

test.each([
  ["of a process that ended", 2147483646],
  ["of an earlier process with the id of this one", process.pid],
])("a lock %s does not count", async (_, owner) => {
  const folder = await newFolder();
  const database = join(folder, "database");
  await writeFile(`${database}.lock.${owner}.0123456789abcdef`, "");
  const namespace = new PostgresNamespace({ database: `pglite:${database}`, root: join(folder, "root") });
  await namespace.createNamespace({ id: ["a"] });
  await namespace.close();
  expect(await readdir(folder)).toEqual(["database"]);
});

test("a lock of a process that runs is kept", async () => {
  const folder = await newFolder();
  const database = join(folder, "database");
  const lock = `${database}.lock.${process.ppid}.0123456789abcdef`;
  await writeFile(lock, "");
  await using namespace = new PostgresNamespace({
    database: `pglite:${database}`,
    root: join(folder, "root"),
  });
  await expect(namespace.createNamespace({ id: ["a"] })).rejects.toMatchObject({
    code: 17,
    message: expect.stringContaining(`remove ${lock}`),
  });
  expect(existsSync(lock)).toBe(true);
});

test("of processes that start at once beside the lock of an ended one, one gets the folder", async () => {
  const folder = await newFolder();
  const folders = Array.from({ length: 20 }, (_, index) => join(folder, `${index}`));
  const workers = [1, 2, 3, 4].map(() =>
    spawn(
      process.execPath,
      [...sourceFlags, fileURLToPath(new URL("./processes/lock-worker.ts", import.meta.url))],
      {
        stdio: ["pipe", "pipe", "inherit"],
      },
    ),
  );
  onTestFinished(() => workers.forEach((worker) => worker.kill("SIGKILL")));
  const lines = workers.map((worker) => createInterface(worker.stdout)[Symbol.asyncIterator]());
  const next = async () => Promise.all(lines.map(async (line) => String((await line.next()).value)));
  expect(await next()).toEqual(Array(4).fill("ready"));
  for (const one of folders) {
    await writeFile(`${one}.lock.2147483646.0123456789abcdef`, "");
    for (const worker of workers) worker.stdin.write(`${one}\n`);
    expect((await next()).toSorted()).toEqual(["held", "in use", "in use", "in use"]);
  }
});
