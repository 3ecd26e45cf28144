import { catalogBugs } from "./catalog-bugs.ts";
import { explorerBugs } from "./explorer-bugs.ts";
import { extensionBugs } from "./extension-bugs.ts";
import { postgresBugs } from "./postgres-bugs.ts";
import type { SeededBug } from "./seeded-bug.ts";
import { serverBugs } from "./server-bugs.ts";
import { sqlBugs } from "./sql-bugs.ts";

/** The bugs of all lists. */
export const allBugs: readonly SeededBug[] = [
  ...catalogBugs,
  ...explorerBugs,
  ...extensionBugs,
  ...postgresBugs,
  ...serverBugs,
  ...sqlBugs,
];
