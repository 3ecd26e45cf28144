/** What roots mean, and that a call on any of them ends. */
import { execFileSync } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { connect } from "@lancedb/lancedb";
import { makeFolder } from "@lancetree/tables";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocalFolder } from "../src/folders/local-folder.ts";
import { catalogRoot } from "../src/options/root.ts";
import { useFolder } from "./support/folder.ts";
import { errorOf } from "./support/outcome.ts";
import { arrowStream } from "./support/rows.ts";

const folder = useFolder();
const data = arrowStream([1]);

describe("a root that cannot be made is one error at once", () => {
  test.each(["/proc/lancetree", "/proc/lancetree/a/b", "/proc/self/lancetree", "/proc/self/fd/lancetree/a"])(
    "%s",
    async (root) => {
      const catalog = folder.open({ root });
      const calls = [
        () => catalog.createNamespace({ id: ["a"] }),
        () => catalog.createTable({ id: ["t"], data }),
        () => catalog.declareTable({ id: ["d"] }),
      ];
      for (const call of calls) {
        expect(await errorOf(call())).toMatchObject({ code: 13, message: expect.stringContaining("/proc/") });
      }
      expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: [] });
    },
  );

  test("below a file", async () => {
    const error = await errorOf(folder.open({ root: "/dev/null/a" }).createNamespace({ id: ["a"] }));
    expect(error).toMatchObject({
      code: 13,
      message: expect.stringContaining("a file is where a folder"),
    });
  });

  test("with a name that is too long", async () => {
    const root = join(folder.path, "x".repeat(300));
    const error = await errorOf(folder.open({ root }).createNamespace({ id: ["a"] }));
    expect(error).toMatchObject({ code: 13, message: expect.stringContaining("the name is too long") });
  });

  test("a link to itself", async () => {
    const root = join(folder.path, "link");
    await symlink(root, root);
    const error = await errorOf(folder.open({ root }).createNamespace({ id: ["a"] }));
    expect(error).toMatchObject({ code: 19, message: expect.stringContaining("a link leads to itself") });
  });
});

describe("a named pipe holds no thread", () => {
  /** More than there are threads. */
  const pipes = ["a", "b", "c", "d", "e", "f", "g", "h"];

  test("as the root, or a device as the root", async () => {
    const pipe = join(folder.path, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const root of [pipe, "/dev/zero", "/dev/full"]) {
      const catalogs = pipes.map(() => folder.open({ root }));
      const calls = catalogs.flatMap((catalog) => [
        errorOf(catalog.listTables({ id: [] })),
        errorOf(catalog.createNamespace({ id: ["a"] })),
        errorOf(catalog.createTable({ id: ["t"], data })),
      ]);
      for (const error of await Promise.all(calls)) expect(error).toMatchObject({ code: 13 });
    }
  });

  test("as the marker of a declared table, or as a location", async () => {
    const catalog = folder.open();
    await catalog.createNamespace({ id: ["ns"] });
    for (const name of pipes) {
      await mkdir(join(folder.root, `${name}.lance`));
      execFileSync("mkfifo", [
        join(folder.root, `${name}.lance`, ".lance-reserved"),
        join(folder.root, name),
      ]);
    }
    await Promise.all(pipes.map((name) => catalog.createTable({ id: [name], data })));
    const registered = pipes.map((name) =>
      errorOf(catalog.registerTable({ id: ["ns", name], location: name })),
    );
    for (const error of await Promise.all(registered)) expect(error).toMatchObject({ code: 13 });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: pipes });
  });
});

describe("a folder is made level by level", () => {
  test("beside others who make the same", async () => {
    const path = join(folder.path, "a", "b", "c", "d");
    await Promise.all(Array.from({ length: 20 }, () => makeFolder(path)));
    expect(await new LocalFolder(path).identity()).toBeDefined();
  });

  test("no higher than its base", async () => {
    const base = join(folder.path, "gone");
    expect(await errorOf(makeFolder(join(base, "a", "b"), base))).toMatchObject({ code: "ENOENT" });
    expect(await new LocalFolder(base).identity()).toBeUndefined();
  });
});

test("the whole disk can be a root", async () => {
  const disk = new LocalFolder("/");
  expect(await disk.status("nothing.lance")).toBe("absent");
  expect(await errorOf(disk.status("../x"))).toBe(undefined);
});

describe("the home folder", () => {
  const before = process.env["HOME"];
  beforeEach(async () => {
    process.env["HOME"] = join(folder.path, "home");
    await mkdir(homedir());
  });
  afterEach(() => {
    if (before === undefined) delete process.env["HOME"];
    else process.env["HOME"] = before;
  });

  test.each(["~/lake", "~"])("%s is where LanceDB has it", async (root) => {
    const native = await connect(root);
    await native.createTable("theirs", [{ id: 1 }]);
    const catalog = folder.open({ root });
    expect(await catalog.listTables({ id: [] })).toEqual({ tables: ["theirs"] });
    await catalog.createTable({ id: ["ours"], data });
    expect(await native.tableNames()).toEqual(["ours", "theirs"]);
  });

  test("nothing else means it", () => {
    for (const path of ["~name", "~name/x", "./~/x", "a/~/b", "x~", "/~"]) {
      expect(catalogRoot(path)).toEqual({ store: "disk", path });
    }
  });
});
