/** Clones share files with their source; a source whose folder contains anything else is rejected. */
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addBasePath } from "./newer-lance.ts";
import { id, read, subject } from "./support.ts";

const of = subject();
const copy = ["copy"];
const clone = (): Promise<unknown> => of.namespace.cloneTable({ id: copy, source_id: id });
const source = async (): Promise<string> => String((await of.inner.describeTable({ id })).location);

test("a clone has the rows of its source", async () => {
  await clone();
  expect(await read((await of.namespace.queryTable({ id: copy, k: 10 })).data)).toHaveLength(3);
});

describe("is rejected", () => {
  const cases: readonly [name: string, code: number, change: (folder: string) => Promise<void>][] = [
    ["with a symbolic link to a folder", 19, (folder) => symlink(of.folder, join(folder, "data", "other"))],
    ["with a symbolic link beside its files", 19, (folder) => symlink(of.folder, join(folder, "other"))],
    [
      "with a symbolic link to a file",
      19,
      async (folder) => {
        await writeFile(join(of.folder, "secret"), "");
        await symlink(join(of.folder, "secret"), join(folder, "data", "secret.lance"));
      },
    ],
    [
      "with the folder of another table inside",
      19,
      async (folder) => {
        await mkdir(join(folder, "inner", "_versions"), { recursive: true });
      },
    ],
    ["that uses files of another table", 0, (folder) => addBasePath(folder, "/other/table")],
  ];
  test.each(cases)("a source %s", async (_, code, change) => {
    await change(await source());
    await expect(clone()).rejects.toMatchObject({ code });
    await expect(of.namespace.tableExists({ id: copy })).rejects.toMatchObject({ code: 4 });
    await rm(join(of.folder, "secret"), { force: true });
  });
});
