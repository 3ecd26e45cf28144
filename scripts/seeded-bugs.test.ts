import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { catalogBugs } from "./seeded-bugs/catalog-bugs.ts";
import { explorerBugs } from "./seeded-bugs/explorer-bugs.ts";
import { extensionBugs } from "./seeded-bugs/extension-bugs.ts";
import { postgresBugs } from "./seeded-bugs/postgres-bugs.ts";
import { fits } from "./seeded-bugs/seeded-bug.ts";
import { serverBugs } from "./seeded-bugs/server-bugs.ts";
import { sqlBugs } from "./seeded-bugs/sql-bugs.ts";

const repository = resolve(import.meta.dirname, "..");

test.each([...catalogBugs, ...explorerBugs, ...extensionBugs, ...postgresBugs, ...serverBugs, ...sqlBugs])(
  "$name: $file contains its text once",
  (bug) => {
    expect(fits(readFileSync(join(repository, bug.file), "utf8"), bug)).toBe(true);
  },
);
