import type { SeededBug } from "./seeded-bug.ts";

const source = "packages/postgres-namespace/src";
const tests = "packages/postgres-namespace/test";

/** Bugs through which one caller keeps the database of a catalog from the others, or one process loses what another one has committed. */
export const postgresLoadBugs: readonly SeededBug[] = [
  {
    name: "postgres: a second process opens the folder of a database",
    file: `${source}/database/folder-lock.ts`,
    find: "if (isHeld) return { file, owner: Number(owner) };",
    replace: "void isHeld;",
    caughtBy: [`${tests}/folder-lock.test.ts`],
  },
  {
    name: "postgres: a process that opens the folder of a database reads the claims of others before it writes its own",
    file: `${source}/database/folder-lock.ts`,
    find: 'await writeFile(claim, "", { flag: "wx" });\n      const other = await otherClaim(path, claim);',
    replace:
      'const other = await otherClaim(path, claim);\n      await writeFile(claim, "", { flag: "wx" });',
    caughtBy: [`${tests}/folder-lock.test.ts`],
  },
  {
    name: "postgres: the caller with the most calls comes first",
    file: `${source}/database/connection-shares.ts`,
    find: "const fewest = Math.min(",
    replace: "const fewest = Math.max(",
    caughtBy: [`${tests}/connection-shares.test.ts`],
  },
  {
    name: "postgres: calls of callers that left still reach the database",
    file: `${source}/database/connection-shares.ts`,
    find: 'signal?.addEventListener("abort", leave, { once: true });',
    replace: "void leave;",
    caughtBy: [`${tests}/connection-shares.test.ts`],
  },
];
