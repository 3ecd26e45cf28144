import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { connectNamespace } from "@lancetree/connection";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-walkthrough-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const walkthrough = "walkthrough";

test("it shows every part, prints the same on a second run, and leaves an empty catalog", async () => {
  const first = runProgram(walkthrough, folder);
  expect(first).toMatchObject({ status: 0, stderr: "" });
  for (const excerpt of [
    "├─ recommendations  owner: shop-team\n     │  └─ user  2 rows",
    "prod/search/user, nearest to [0.1, 0.2]           alice, then bob",
    "namespaces in prod      recommendations, search",
    'namespace prod/search   properties {"owner":"search-team"}',
    "table prod/search/user  version 1, columns id, name, vector",
    'InvalidInputError (13) Component 1 of the path, "a b", may contain only',
    "TableAlreadyExistsError (5) Table 'prod/search/user' already exists.",
    "NamespaceNotEmptyError (3) Namespace 'prod' is not empty",
    "├─ user  3 rows\n        └─ visitor  2 rows",
    "lancetree-demo  (empty)",
  ]) {
    expect(first.stdout).toContain(excerpt);
  }
  expect(first.stdout).not.toContain("\u001b");
  expect(first.stdout).not.toContain(folder);
  expect(runProgram(walkthrough, folder)).toEqual(first);
  expect(await readdir(folder)).toEqual(["lancetree-demo"]);
  expect(await readdir(join(folder, "lancetree-demo"))).toEqual(["__manifest"]);
});

test("the folder can be given", async () => {
  const { status, stdout } = runProgram(walkthrough, folder, [join(folder, "mine")]);
  expect(status).toBe(0);
  expect(stdout).toContain("\n  mine\n  └─ prod");
  expect(stdout).not.toContain(folder);
  expect(await readdir(folder)).toEqual(["mine"]);
});

test("colors change nothing but color, and NO_COLOR wins", () => {
  const plain = runProgram(walkthrough, folder).stdout;
  const colored = runProgram(walkthrough, folder, [], { FORCE_COLOR: "1" }).stdout;
  expect(colored).toContain("\u001b[1m");
  expect(stripVTControlCharacters(colored)).toBe(plain);
  expect(runProgram(walkthrough, folder, [], { FORCE_COLOR: "1", NO_COLOR: "1" }).stdout).toBe(plain);
  // CI does not color a pipe.
  expect(runProgram(walkthrough, folder, [], { CI: "true" }).stdout).toBe(plain);
});

test("it works after a run that was stopped halfway", async () => {
  const whole = runProgram(walkthrough, folder).stdout;
  {
    await using db = await connectNamespace("dir", { root: join(folder, "lancetree-demo") });
    await db.createNamespace(["prod"], { properties: { made_by: "lancetree-demo" } });
    await db.createNamespace(["prod", "search"]);
    await db.createTable("visitor", [{ id: 1 }], ["prod", "search"]);
  }
  expect(runProgram(walkthrough, folder)).toEqual({ status: 0, stdout: whole, stderr: "" });
});

test("a namespace prod that the demo did not create is left alone", async () => {
  const root = join(folder, "lancetree-demo");
  await using db = await connectNamespace("dir", { root });
  await db.createNamespace(["prod"]);
  await db.createTable("precious", [{ id: 1 }], ["prod"]);
  const { status, stdout, stderr } = runProgram(walkthrough, folder);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe(
    "The demo stopped: The folder contains a namespace prod that the demo did not create. Name another folder.\n",
  );
  expect(await db.tableNames(["prod"])).toEqual(["precious"]);
});

test.each([
  ["a file", ["taken"], /^The demo stopped: The root ".*taken" is a file; a catalog needs a folder\.\n$/],
  ["an option", ["--help"], /^The demo stopped: It takes one argument, .*\n$/],
  ["two folders", ["a", "b"], /^The demo stopped: It takes one argument, .*\n$/],
])("%s is refused in one line", async (_name, programArguments, line) => {
  await writeFile(join(folder, "taken"), "mine");
  const { status, stdout, stderr } = runProgram(walkthrough, folder, programArguments);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(line);
  expect(await readdir(folder)).toEqual(["taken"]);
});
