import type { SeededBug } from "./seeded-bug.ts";

const source = "packages/postgres-namespace/src";
const tests = "packages/postgres-namespace/test";
const files = `${tests}/files.test.ts`;
const dropped = `${tests}/dropped.test.ts`;
const protection = `${tests}/protection.test.ts`;
const changes = `${tests}/change.test.ts`;
const errors = `${tests}/database-errors.test.ts`;
const races = `${tests}/server/races.suite.ts`;
const lost = `${tests}/server/lost-connections.suite.ts`;

/** Bugs in the catalog in PostgreSQL. Those that suites notice need PostgreSQL's programs. */
export const postgresBugs: readonly SeededBug[] = [
  {
    name: "postgres: a parent need not exist",
    file: `${source}/schema/schema.ts`,
    find: ",\n  foreign key (catalog, parent_id, parent_kind) references lancetree_objects (catalog, object_id, kind)",
    replace: "",
    caughtBy: [races],
  },
  {
    name: "postgres: a conflict with another transaction reaches the caller",
    file: `${source}/database/database-error.ts`,
    find: "return code === states.serialization || code === states.deadlock;",
    replace: "return false;",
    caughtBy: [changes],
  },
  {
    name: "postgres: a change that was made before the connection was lost is made again",
    file: `${source}/database/change.ts`,
    find: "  return row?.result;",
    replace: "  return row?.result && undefined;",
    caughtBy: [lost],
  },
  {
    name: "postgres: a creation is not recorded",
    file: `${source}/statements.ts`,
    find: "noted as (insert into lancetree_changes (attempt, catalog, result) select $2::uuid, $1, '{}'::json from made)`;",
    replace: "noted as (select 1)`;",
    caughtBy: [lost],
  },
  {
    name: "postgres: a read whose connection was lost is not repeated",
    file: `${source}/database/change.ts`,
    find: "if (!isLostConnection(error) && !isConflict(error)) throw error;",
    replace: "throw error;",
    caughtBy: [lost],
  },
  {
    name: "postgres: a folder is removed although another table names it",
    file: `${source}/files/file-removal.ts`,
    find: "return near.length === 0;",
    replace: "return near.length >= 0;",
    caughtBy: [files],
  },
  {
    name: "postgres: a folder is removed although a folder around it belongs to a table",
    file: `${source}/tree/location.ts`,
    find: 'return segments.map((_, index) => segments.slice(0, index + 1).join("/"));',
    replace: "return [location];",
    caughtBy: [files],
  },
  {
    name: "postgres: files of dropped tables do not stay for the configured time",
    file: `${source}/operations/remove-table.ts`,
    find: ": [statements.dropTable, [retainSeconds]];",
    replace: ": [statements.dropTable, [0 * retainSeconds]];",
    caughtBy: [files],
  },
  {
    name: "postgres: a folder that is being written is not listed for removal",
    file: `${source}/operations/create-table.ts`,
    find: "const stagedSeconds = 24 * 3600;",
    replace: "const stagedSeconds = 1000 * 24 * 3600;",
    caughtBy: [files],
  },
  {
    name: "postgres: a table can be registered in a folder that is being removed",
    file: `${source}/operations/register-table.ts`,
    find: "if ((await transaction.query(statements.findRemoval, values)).length > 0) return false;",
    replace: "await transaction.query(statements.findRemoval, values);",
    caughtBy: [files],
  },
  {
    name: "postgres: a registered folder is removed later",
    file: `${source}/operations/register-table.ts`,
    find: "await transaction.query(statements.keepFiles, values);",
    replace: "",
    caughtBy: [files],
  },
  {
    name: "postgres: a newer schema is used",
    file: `${source}/schema/migrate.ts`,
    find: "if (version <= schemaVersion) return version;",
    replace: "return version;",
    caughtBy: [errors],
  },
  {
    name: "postgres: a protected object can be dropped",
    file: `${source}/statements.ts`,
    find: "(select min(object_id) from gone where protected)",
    replace: "null",
    caughtBy: [protection],
  },
  {
    name: "postgres: a protected table can be renamed",
    file: `${source}/statements.ts`,
    find: "case when protected then $3 end from made",
    replace: "null from made",
    caughtBy: [protection],
  },
  {
    name: "postgres: a namespace can be overwritten although a table in it is protected",
    file: `${source}/operations/namespaces.ts`,
    find: 'if (typeof below?.protected_id === "string") throw',
    replace: 'if (below?.protected_id === "") throw',
    caughtBy: [protection],
  },
  {
    name: "postgres: a protected table can be overwritten",
    file: `${source}/operations/create-table.ts`,
    find: "    if (table.protected) throw protectedError(path);\n",
    replace: "",
    caughtBy: [protection],
  },
  {
    name: "postgres: the creation that fills a declared table turns its protection off",
    file: `${source}/operations/create-table.ts`,
    find: 'const own = table.protected ? "true" : flag;',
    replace: "const own = flag;",
    caughtBy: [protection],
  },
  {
    name: "postgres: of two changes of properties at the same time one is lost",
    file: `${source}/statements.ts`,
    find: "where catalog = $1 and object_id = $3 and revision = $6 returning 1),",
    replace: "where catalog = $1 and object_id = $3 and $6::uuid is not null returning 1),",
    caughtBy: [protection],
  },
  {
    name: "postgres: another drop comes back than the one that was named",
    file: `${source}/dropped-statements.ts`,
    find: "($3::uuid is null or drop_id = $3::uuid)",
    replace: "($3::uuid is null or drop_id is not null)",
    caughtBy: [dropped],
  },
  {
    name: "postgres: the folder of a kept table is removed with another table of the folder",
    file: `${source}/statements.ts`,
    find: " union all select 1 from lancetree_dropped where ${near} limit 1",
    replace: " limit 1",
    caughtBy: [dropped],
  },
  {
    name: "postgres: a purge gives up what is too young",
    file: `${source}/dropped-statements.ts`,
    find: "dropped_at <= now() - make_interval(secs => $4)",
    replace: "dropped_at <= now() + make_interval(secs => $4)",
    caughtBy: [dropped],
  },
  {
    name: "postgres: what is kept is not given up when its time is over",
    file: `${source}/dropped-statements.ts`,
    find: "keep_until <= now()",
    replace: "keep_until <= now() - interval '1 day'",
    caughtBy: [files],
  },
  {
    name: "postgres: an undrop is not recorded",
    file: `${source}/dropped-statements.ts`,
    find: "json_build_object('tables', tables) from counted)",
    replace: "json_build_object('tables', tables) from counted where tables < 0)",
    caughtBy: [lost],
  },
];
