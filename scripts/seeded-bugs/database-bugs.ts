import type { SeededBug } from "./seeded-bug.ts";

const serve = "packages/server/src";
const tests = "packages/cli/test/serve";

/** Bugs by which a key with paths reaches the databases of others, or decides which there are. */
export const databaseBugs: readonly SeededBug[] = [
  {
    name: "server: a key with paths makes a namespace a database",
    file: `${serve}/access/permissions.ts`,
    find: "if (namesProperty(request, databaseProperty)) return false;",
    replace: "",
    caughtBy: [`${tests}/attacks-scopes.test.ts`],
  },
  {
    name: "server: connect_catalog lets a key with paths create a database",
    file: `${serve}/sources/backend-source.ts`,
    find: "catalogOfDatabases(namespace, caller?.paths === undefined)",
    replace: "catalogOfDatabases(namespace)",
    caughtBy: [`${tests}/attacks-scopes.test.ts`],
  },
  {
    name: "server: a key with paths finds out which databases exist",
    file: `${serve}/sources/backend-source.ts`,
    find: "mayKnow(caller, database) && ",
    replace: "",
    caughtBy: [`${tests}/attacks-scopes.test.ts`],
  },
];
