/**
 * How the database carries out each statement: without reading a whole table. With `LANCETREE_PLANS_OBJECTS=1000000`, the long form, the plans
 * are also compared with those that are kept.
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import * as droppedStatements from "../../src/dropped-statements.ts";
import * as fileStatements from "../../src/file-statements.ts";
import { schemaSql } from "../../src/index.ts";
import * as readStatements from "../../src/read-statements.ts";
import * as objectStatements from "../../src/statements.ts";
import * as versionStatements from "../../src/version-statements.ts";

const { queued: _queued, ...onFiles } = fileStatements;
const { below: _below, ...onObjects } = objectStatements;
const statements = {
  ...readStatements,
  ...onObjects,
  ...onFiles,
  ...droppedStatements,
  ...versionStatements,
};

const objects = Number(process.env["LANCETREE_PLANS_OBJECTS"] ?? 100_000);
const name = `plans_${randomUUID().replaceAll("-", "")}`;
let client: Client;

beforeAll(async () => {
  await control(`create database ${name}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  client = new Client(url.href);
  await client.connect();
  await client.query(schemaSql());
  // The rows hold by construction; checking a million foreign keys takes most of a minute.
  await client.query("set session_replication_role = replica");
  await client.query(
    `insert into lancetree_objects (catalog, object_id, kind, parent_id, parent_kind, name, revision, location)
    select 'default', id, kind, parent, 1, name, gen_random_uuid(), case when kind = 2 then name || '.lance' end
    from (
      select 'n' || i % 1000 || '$' || 'o' || i as id, 'n' || i % 1000 as parent, 'o' || i as name, 1 + i % 2 as kind
      from generate_series(1, $1::int) as i
      union all select 'n' || i, '', 'n' || i, 1 from generate_series(0, 999) as i
    ) as named order by id collate "C"`,
    [objects],
  );
  await client.query(
    `insert into lancetree_pending_files (catalog, location, not_before)
    select 'default', 'p' || i || '.lance', now() + make_interval(secs => i) from generate_series(1, 10000) as i`,
  );
  await client.query(
    `insert into lancetree_changes (attempt, catalog, result, made_at)
    select gen_random_uuid(), 'default', '{}', now() - make_interval(secs => i / 10) from generate_series(1, 20000) as i`,
  );
  await client.query(
    `insert into lancetree_dropped
      (catalog, drop_id, top_id, object_id, kind, parent_id, name, location, declared, properties, keep_until)
    select 'default', md5('drop' || i % 10000)::uuid, 'd' || i % 10000,
      'd' || i % 10000 || case when i < 10000 then '' else '$t' || i end, case when i < 10000 then 1 else 2 end,
      case when i < 10000 then '' else 'd' || i % 10000 end, 't' || i, case when i < 10000 then null else 'd' || i || '.lance' end,
      false, '{}', now() + make_interval(secs => i)
    from generate_series(0, 199999) as i`,
  );
  await client.query(
    `insert into lancetree_versions (catalog, location, branch, version, manifest, source, attempt)
    select 'default', 'o' || i / 100 || '.lance', '', 1 + i % 100, 'm', 's', gen_random_uuid()
    from generate_series(0, 199999) as i`,
  );
  await client.query("set session_replication_role = default");
  await client.query("vacuum analyze");
});

afterAll(async () => {
  await client.end();
  await control(`drop database ${name}`);
});

const catalog = "default";
const id = "n7$o7";
const attempt = randomUUID();
const drop = randomUUID();
const properties = "{}";
const location = "o7.lance";
const version = [101, "m", "c", "s", 1, "e", properties];

/** The values of each statement, and of the two by which the database checks the foreign key. */
const values: Readonly<Record<keyof typeof statements, readonly unknown[]>> = {
  readObjects: [catalog, [id, "n7"]],
  readLines: [catalog, [id]],
  readPage: [catalog, "n7", 2, "o3", 101],
  readAllTables: [catalog, "n7$o7", 101],
  readAllTablesDelimited: [catalog, "n7.o7", 101, "."],
  findTablesAt: [catalog, location],
  findObjects: [catalog, "n7$", "n7%", 12_500, "o7o8", 100],
  createRoot: [catalog],
  insertNamespace: [catalog, attempt, "n7$new", "n7", "new", properties, false],
  dropNamespace: [catalog, attempt, "n7$o8", 0],
  dropNamespaceCascade: [catalog, attempt, "n7", 0],
  findProtected: [catalog, "n7"],
  lockNamespace: [catalog, "n7"],
  dropBelow: [catalog, attempt, "n7", 0],
  replaceProperties: [catalog, attempt, "n7", properties, false],
  recordChange: [catalog, attempt, "{}"],
  findChange: [attempt],
  insertStagedTable: [
    catalog,
    attempt,
    "n7$new",
    "n7",
    "new",
    properties,
    "p7.lance",
    false,
    [1],
    ["m"],
    [1],
  ],
  replaceStagedTable: [catalog, attempt, id, 0, attempt, properties, "p7.lance", false, [1], ["m"], [1]],
  insertTableTogether: [catalog, attempt, "n7$new", "n7", "new", properties, "new.lance", true, false, false],
  insertTable: [catalog, attempt, "n7$new", "n7", "new", properties, "new.lance", true, false, false],
  relocateTable: [catalog, attempt, id, properties, "new.lance", attempt, false],
  dropTable: [catalog, attempt, id, 0],
  deregisterTable: [catalog, id],
  renameTable: [catalog, attempt, id, "n8", "new", "n8$new"],
  alterProperties: [catalog, attempt, id, properties, false, attempt],
  forgetChanges: [catalog],
  stageFiles: [catalog, "new.lance", 60],
  abandonFiles: [catalog, "p7.lance"],
  lockLocations: [catalog],
  findRemoval: [catalog, ["p7.lance"], "p7.lance"],
  keepFiles: [catalog, ["p7.lance"], "p7.lance"],
  readDueFiles: [catalog, 8],
  findTableNear: [catalog, [location], location],
  startRemoval: [catalog, "p7.lance", 600],
  postponeRemoval: [catalog, "p7.lance", 600],
  finishRemoval: [catalog, "p7.lance"],
  listDropped: [catalog, 101, "d7", "", drop],
  findDropped: [catalog, "d7", null],
  findDroppedAround: [catalog, "d7$t10007"],
  undrop: [catalog, attempt, drop, "d7", "", "d7"],
  purgeDropped: [catalog, attempt, "d7", 3600],
  expireDropped: [catalog],
  readVersions: [catalog, location, "", null, 101],
  readVersionsDescending: [catalog, location, "", null, 1],
  readVersion: [catalog, location, "", 7],
  readUnpublished: [catalog, location],
  recordNext: [catalog, attempt, id, location, "", ...version],
  recordFirst: [catalog, attempt, id, location, "", ...version],
  recordNextTogether: [catalog, attempt, id, location, "", ...version],
  recordFirstTogether: [catalog, attempt, id, location, "", ...version],
  publishVersion: [catalog, location, "", 7, "c"],
  forgetVersions: [catalog, location, "", [7], [attempt]],
  deleteVersionsTogether: [catalog, location, "", [1], [7]],
  lockTable: [catalog, id],
  forgetFolder: [catalog, location],
};

/** Statements that read a whole table: no index has the ids with the delimiter of the caller. */
const unbounded: readonly string[] = ["readAllTablesDelimited"];

const foreignKeyChecks: Readonly<Record<string, readonly [string, readonly unknown[]]>> = {
  "whether a parent exists": [
    "select 1 from only lancetree_objects where catalog = $1 and object_id = $2 and kind = $3 for key share",
    [catalog, "n7", 1],
  ],
  "whether a namespace is a parent": [
    "select 1 from only lancetree_objects where catalog = $1 and parent_id = $2 and parent_kind = $3 for key share",
    [catalog, "n7", 1],
  ],
};

test("no plan reads a whole table", async () => {
  const all = {
    ...Object.fromEntries(
      Object.entries(statements).map(([key, statement]) => [
        key,
        [statement, values[key as keyof typeof statements]] as const,
      ]),
    ),
    ...foreignKeyChecks,
  };
  const plans: string[] = [];
  const scanning: string[] = [];
  for (const [key, [statement, parameters]] of Object.entries(all)) {
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain (costs off) ${statement}`, [
      ...parameters,
    ]);
    const plan = rows.map((row) => `  ${row["QUERY PLAN"]}`).join("\n");
    plans.push(`${key}\n${plan.replaceAll(attempt, "ATTEMPT").replaceAll(drop, "DROP")}`);
    if (plan.includes("Seq Scan")) scanning.push(key);
  }
  expect(scanning).toEqual(unbounded);
  const { rows } = await client.query<{ server_version_num: string }>("show server_version_num");
  // Other sizes and other versions of the database may lead to other plans.
  if (objects !== 1_000_000 || rows[0]?.server_version_num.startsWith("15") !== true) return;
  // Both indexes begin with the columns that the statements need, and cost the same.
  const printed = plans.map((plan) =>
    plan.replaceAll("lancetree_objects_catalog_object_id_kind_key", "lancetree_objects_pkey"),
  );
  await expect(`${printed.join("\n\n")}\n`).toMatchFileSnapshot(
    fileURLToPath(new URL("./plans.txt", import.meta.url)),
  );
});

async function control(statement: string): Promise<void> {
  const connection = new Client(inject("postgresUrl"));
  await connection.connect();
  await connection.query(statement);
  await connection.end();
}
