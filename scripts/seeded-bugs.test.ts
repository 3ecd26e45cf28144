import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { allBugs } from "./seeded-bugs/all-bugs.ts";
import { fits } from "./seeded-bugs/seeded-bug.ts";

const repository = resolve(import.meta.dirname, "..");

test.each(allBugs)("$name: $file contains its text once", (bug) => {
  expect(fits(readFileSync(join(repository, bug.file), "utf8"), bug)).toBe(true);
});
