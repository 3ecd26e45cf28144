/** A disk that is full, and files that may not be read: what the system refuses is said, and nothing is left behind. */
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { failingCalls } from "./support/failing-calls.ts";
import { useFolder } from "./support/folder.ts";
import { arrowStream } from "./support/rows.ts";

const folder = useFolder();

test("a full disk is said to be full, and a table that does not fit leaves nothing", async () => {
  const disk = join(folder.path, "disk");
  await mkdir(disk);
  const { outcomes, printed } = await failingCalls(join(disk, "catalog"), {
    before: `mount -t tmpfs -o size=128k tmpfs ${disk}`,
    after: `ls ${disk}/catalog`,
  });
  const full = { code: 17, message: expect.stringContaining("no space is left on the device") };
  expect(outcomes.get("listNamespaces")).toBeNull();
  expect(outcomes.get("createTable")).toMatchObject(full);
  expect(printed.split("\n")).not.toContainEqual(expect.stringMatching(/^[0-9a-f]{16}_large$/));
});

test("the catalog's own table that does not fit is not begun", async () => {
  const disk = join(folder.path, "disk");
  await mkdir(disk);
  const { outcomes, printed } = await failingCalls(join(disk, "catalog"), {
    before: `mount -t tmpfs -o size=64k tmpfs ${disk}; dd if=/dev/zero of=${disk}/filling bs=1k count=64 2>/dev/null`,
    after: `ls ${disk}/catalog`,
  });
  const full = { code: 17, message: expect.stringContaining("no space is left on the device") };
  expect(outcomes.get("createNamespace")).toMatchObject(full);
  expect(printed.split("\n").filter((line) => /^[0-9a-f]{16}_manifest$/.test(line))).toEqual([]);
});

test("what the mode of a file denies is denied, by name", async () => {
  const catalog = folder.open();
  await catalog.createTable({ id: ["t"], data: arrowStream([1]) });
  await catalog.close();
  const versions = join(folder.root, "__manifest", "_versions");
  const [newest = ""] = (await readdir(versions)).toSorted();
  await chmod(join(versions, newest), 0);
  const { outcomes } = await failingCalls(folder.root, { isDenied: true });
  expect(outcomes.size).toBe(5);
  for (const [name, outcome] of outcomes) {
    expect(outcome, name).toMatchObject({ code: 15, message: expect.stringContaining(newest) });
  }
});

test("a folder that may not be written is denied, by name", async () => {
  await mkdir(folder.root, { mode: 0o555 });
  const { outcomes } = await failingCalls(join(folder.root, "below"), { isDenied: true });
  expect(outcomes.get("listNamespaces")).toBeNull();
  const denied = { code: 15, message: expect.stringContaining(JSON.stringify(join(folder.root, "below"))) };
  expect(outcomes.get("createNamespace")).toMatchObject(denied);
});
