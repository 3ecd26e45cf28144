import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { fits, seededBugs } from "./seeded-bugs/bugs.ts";
import { seededHoles } from "./seeded-bugs/holes.ts";
import { sqlHoles } from "./seeded-bugs/sql-holes.ts";

const repository = resolve(import.meta.dirname, "..");

test.each([...seededBugs, ...seededHoles, ...sqlHoles])("$name: its text stands once in $file", (bug) => {
  expect(fits(readFileSync(join(repository, bug.file), "utf8"), bug)).toBe(true);
});
