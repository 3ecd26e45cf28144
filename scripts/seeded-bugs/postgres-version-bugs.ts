import type { SeededBug } from "./seeded-bug.ts";

const source = "packages/postgres-namespace/src";
const tests = "packages/postgres-namespace/test";
const versions = `${tests}/versions.test.ts`;
const commits = `${tests}/version-commits.test.ts`;
const versionsOnServer = `${tests}/server/versions.suite.ts`;

/** Bugs in the versions that the catalog in PostgreSQL keeps. */
export const postgresVersionBugs: readonly SeededBug[] = [
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
];
