import { postgresLoadBugs } from "./postgres-load-bugs.ts";
import { postgresVersionBugs } from "./postgres-version-bugs.ts";
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
const crashes = `${tests}/server/crashes.suite.ts`;
const kills = `${tests}/server/kills.suite.ts`;
const plans = `${tests}/server/plans.suite.ts`;
const pglite = `${tests}/conformance-pglite.test.ts`;

/** Bugs in the catalog in PostgreSQL. Those that suites notice need PostgreSQL's programs. */
export const postgresBugs: readonly SeededBug[] = [
  {
    name: "postgres: a namespace above an object that is not its parent is not read",
    file: `${source}/read-statements.ts`,
    find: "split_part(wanted, '$', depth + 1)\n  where line.object_id <> wanted)",
    replace: "split_part(wanted, '$', depth + 1)\n  where line.object_id <> wanted and depth < 2)",
    caughtBy: [`${tests}/long-paths.test.ts`],
  },
  {
    name: "postgres: what is missing above an object is not looked for",
    file: `${source}/operations/read-line.ts`,
    find: "const isWhole = paths.every(",
    replace: "const isWhole = paths.some(Boolean) || paths.every(",
    caughtBy: [`${tests}/long-paths.test.ts`],
  },
  {
    name: "postgres: an object is read with all namespaces above it",
    file: `${source}/operations/read-line.ts`,
    find: "return isWhole ? near : read(",
    replace: "return isWhole && paths.length === 0 ? near : read(",
    caughtBy: [`${tests}/statements.test.ts`],
  },
  {
    name: "postgres: a namespace that appears while it is listed is empty",
    file: `${source}/operations/list.ts`,
    find: "    // The namespace was created in between.\n    return undefined;",
    replace: "    return [];",
    caughtBy: [`${tests}/statements.test.ts`],
  },
  {
    name: "postgres: a pool without a free connection is an internal error",
    file: `${source}/database/database-error.ts`,
    find: "/^timeout exceeded when trying to connect/",
    replace: "/^no such message/",
    caughtBy: [errors],
  },
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
    find: "objectId(path), catalog.settings.retainSeconds];",
    replace: "objectId(path), 0 * catalog.settings.retainSeconds];",
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
    find: "if ((await transaction.query(fileStatements.findRemoval, values)).length > 0) return false;",
    replace: "await transaction.query(fileStatements.findRemoval, values);",
    caughtBy: [files],
  },
  {
    name: "postgres: a registered folder is removed later",
    file: `${source}/operations/register-table.ts`,
    find: "await transaction.query(fileStatements.keepFiles, values);",
    replace: "",
    caughtBy: [files],
  },
  {
    name: "postgres: files are removed before the row of their table",
    file: `${source}/operations/remove-table.ts`,
    find: "    const gone = await unlessViolated(() =>",
    replace: `    const { removeTableFolder } = await import("@lancetree/tables");
    const before = (await readLine(catalog, path, options)).find(path)?.location;
    if (before && !keepFiles) await removeTableFolder({ location: uriOf(root, before), storageOptions: {} });
    const gone = await unlessViolated(() =>`,
    caughtBy: [crashes, kills],
  },
  {
    name: "postgres: a creation takes an existing row for its own, since its conflict has a target",
    file: `${source}/statements.ts`,
    find: "values ($1, $3, 1, $4, 1, $5, $6::json, $2, $7) on conflict do nothing returning 1),",
    replace:
      "values ($1, $3, 1, $4, 1, $5, $6::json, $2, $7) on conflict (catalog, object_id) do update set revision = excluded.revision returning 1),",
    caughtBy: [races, kills],
  },
  {
    name: "postgres: the database deletes what is below a namespace",
    file: `${source}/schema/schema.ts`,
    find: "references lancetree_objects (catalog, object_id, kind)",
    replace: "references lancetree_objects (catalog, object_id, kind) on delete cascade",
    caughtBy: [pglite, kills],
  },
  {
    name: "postgres: the folder of a new table is not listed before it is written",
    file: `${source}/operations/create-table.ts`,
    find: "  await catalog.read(options, (database) =>\n    database.query(stageFiles, [catalog.name, location, stagedSeconds]),\n  );",
    replace:
      "  const writeRows = write;\n  write = async (target) => {\n    await writeRows(target);\n    await catalog.read(options, (database) =>\n      database.query(stageFiles, [catalog.name, location, stagedSeconds]),\n    );\n  };",
    caughtBy: [crashes],
  },
  {
    name: "postgres: a namespace is overwritten without a lock",
    file: `${source}/statements.ts`,
    find: "select protected from lancetree_objects where catalog = $1 and object_id = $2 and kind = 1 for update`;",
    replace: "select protected from lancetree_objects where catalog = $1 and object_id = $2 and kind = 1`;",
    caughtBy: [kills],
  },
  {
    name: "postgres: a cascade does not queue the files below",
    file: `${source}/statements.ts`,
    find: '${queued("$4::float8 = 0")}`;',
    replace: '${queued("$4::float8 < 0")}`;',
    caughtBy: [files, crashes],
  },
  {
    name: "postgres: a list cannot use the index of names",
    file: `${source}/read-statements.ts`,
    find: "where catalog = $1 and parent_id = $2 and kind = $3 and name > $4 order by name limit $5)`;",
    replace:
      "where catalog = $1 and parent_id || '' = $2 and kind = $3 and name > $4 order by name limit $5)`;",
    caughtBy: [plans],
  },
  {
    name: "postgres: a newer schema is used",
    file: `${source}/schema/migrate.ts`,
    find: "if (version <= schemaVersion) return version;",
    // Another version would be migrated again and again.
    replace: "return Math.min(version, schemaVersion);",
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
    file: `${source}/file-statements.ts`,
    find: "\nunion all\nselect 1 from lancetree_dropped where catalog = $1 and kind = 2 and ${near} limit 1",
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
  ...postgresLoadBugs,
  ...postgresVersionBugs,
];
