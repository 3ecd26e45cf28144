import { postgresLoadBugs } from "./postgres-load-bugs.ts";
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
const versions = `${tests}/versions.test.ts`;
const commits = `${tests}/version-commits.test.ts`;
const versionsOnServer = `${tests}/server/versions.suite.ts`;

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
  {
    name: "postgres: a version need not follow the latest one",
    file: `${source}/version-statements.ts`,
    find: "where $6::integer = latest.version + 1 or",
    replace: "where $6::integer > latest.version or",
    caughtBy: [commits],
  },
  {
    name: "postgres: the versions of a batch are recorded one after the other",
    file: `${source}/versions/record-versions.ts`,
    find: "await catalog.changeTogether<{ recorded: number[] }>(",
    replace: "await catalog.change<{ recorded: number[] }>(",
    caughtBy: [commits, versionsOnServer],
  },
  {
    name: "postgres: a reader does not publish what a process recorded that then ended",
    file: `${source}/versions/settle.ts`,
    find: "for (const row of rows) await publish(catalog, table, row);",
    replace: "",
    caughtBy: [commits],
  },
  {
    name: "postgres: the first version does not fill a declared table",
    file: `${source}/version-statements.ts`,
    find: "update lancetree_objects set declared = false, revision = $2::uuid where",
    replace: "update lancetree_objects set declared = true or $2::uuid is null where",
    caughtBy: [versions],
  },
  {
    name: "postgres: another manifest for a version that exists is taken for a repetition",
    file: `${source}/versions/record-versions.ts`,
    find: "if (known?.source === source) return",
    replace: "if (known) return",
    caughtBy: [commits],
  },
  {
    name: "postgres: the manifest of a commit that was refused stays",
    file: `${source}/versions/record-versions.ts`,
    find: "if (!isUnknown) for",
    replace: "if (isUnknown) for",
    caughtBy: [commits],
  },
  {
    name: "postgres: the versions of a removed branch count for a new one of its name",
    file: `${source}/versions/record-versions.ts`,
    find: 'if (branch !== "") await forgetRemovedBranch(catalog, table, options);',
    replace: "void forgetRemovedBranch;",
    caughtBy: [versions],
  },
  {
    name: "postgres: the latest version can be deleted",
    file: `${source}/version-statements.ts`,
    find: "and version < (select max(version) from lancetree_versions where catalog = $1 and location = $2 and branch = $3)\n  and exists (",
    replace: "and exists (",
    caughtBy: [commits],
  },
  {
    name: "postgres: the versions of a folder stay when it is removed",
    file: `${source}/file-statements.ts`,
    find: "with forgotten as (delete from lancetree_versions where catalog = $1 and location = $2)\n",
    replace: "",
    caughtBy: [versions],
  },
  {
    name: "postgres: a table is deregistered although a version of it is not published",
    file: `${source}/versions/release-versions.ts`,
    find: "return rows.length > 0 ? { location, rows } : undefined;",
    replace: "return rows.length > all.length ? { location, rows } : undefined;",
    caughtBy: [versions],
  },
  {
    name: "postgres: an overwrite by a client without the option ends the tracking of a table",
    file: `${source}/operations/create-table.ts`,
    find: 'catalog.settings.tracksVersions || (known.outcome === "replace" && known.table.managed);',
    replace: "catalog.settings.tracksVersions;",
    caughtBy: [versions],
  },
  {
    name: "tables: LanceDB does not learn that a catalog keeps the versions",
    file: "packages/tables/src/engine/held-target.ts",
    find: "...(versions && { managed_versioning: true }),",
    replace: "",
    caughtBy: [versions],
  },
  {
    name: "tables: what wrote a new table stays open although the catalog keeps its versions",
    file: "packages/tables/src/write/create-table.ts",
    find: "table: isManaged ? undefined : table }",
    replace: "table }",
    caughtBy: [versions],
  },
  ...postgresLoadBugs,
];
