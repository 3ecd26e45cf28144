import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { seededBugs } from "./seeded-bugs/bugs.ts";
import { seededHoles } from "./seeded-bugs/holes.ts";

const repository = resolve(import.meta.dirname, "..");

test.each([...seededBugs, ...seededHoles])("$name: its text stands once in $file", ({ file, find }) => {
  expect(readFileSync(join(repository, file), "utf8").split(find)).toHaveLength(2);
});
