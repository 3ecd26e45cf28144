/** The folder of a PGlite is open in one place at a time: another one would overwrite what the first has committed. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
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
  ["of a process that ended", "2147483646"],
  ["of an earlier process with the id of this one", String(process.pid)],
])("a lock %s is taken over", async (_, owner) => {
  const folder = await newFolder();
  const database = join(folder, "database");
  await writeFile(`${database}.lock`, owner);
  const namespace = new PostgresNamespace({ database: `pglite:${database}`, root: join(folder, "root") });
  await namespace.createNamespace({ id: ["a"] });
  await namespace.close();
  expect(existsSync(`${database}.lock`)).toBe(false);
});

test("a lock of a process that runs is kept", async () => {
  const folder = await newFolder();
  const database = join(folder, "database");
  await writeFile(`${database}.lock`, String(process.ppid));
  await using namespace = new PostgresNamespace({
    database: `pglite:${database}`,
    root: join(folder, "root"),
  });
  await expect(namespace.createNamespace({ id: ["a"] })).rejects.toMatchObject({
    code: 17,
    message: expect.stringContaining(`remove ${database}.lock`),
  });
  expect(existsSync(`${database}.lock`)).toBe(true);
});
