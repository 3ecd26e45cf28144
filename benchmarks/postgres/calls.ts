/** The measured calls, by our catalog and by statements of `pg` on the same tables. */
import { randomUUID } from "node:crypto";
import { PostgresNamespace } from "@lancetree/postgres-namespace";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { Pool, type QueryResult } from "pg";
import { demand, demandPublished } from "../demand.ts";
import { farApart, nameOf, parent } from "../seeded-names.ts";
import type { Job } from "./job.ts";

/** What both clients can do. Names are unique to the process. */
export interface Calls {
  createNamespace(name: string): Promise<unknown>;
  createTable(name: string): Promise<unknown>;
  describe(name: string): Promise<unknown>;
  list(after: string): Promise<unknown>;
  rename(name: string, to: string): Promise<unknown>;
  cascade(namespace: string): Promise<unknown>;
  close(): Promise<void>;
}

const properties = { owner: "bench" };
const row = tableFromArrays({ id: Int32Array.of(1) });

export function lancetreeCalls({ url, root }: Job): Calls {
  demandPublished("@lancetree/postgres-namespace");
  const catalog = new PostgresNamespace({ database: url, root });
  const data = tableToIPC(row, "stream");
  return {
    createNamespace: (name) => catalog.createNamespace({ id: [parent, name], properties }),
    createTable: (name) => catalog.createTable({ id: [parent, name], properties, data }),
    async describe(name) {
      const found = await catalog.describeNamespace({ id: [parent, name] });
      demand(found.properties?.["owner"] === "bench", `described ${name} without its property`);
    },
    async list(after) {
      const { namespaces } = await catalog.listNamespaces({ id: [parent], limit: 100, page_token: after });
      demand(namespaces.length === 100, `listed ${namespaces.length} names`);
    },
    rename: (name, to) => catalog.renameTable({ id: [parent, name], new_table_name: to }),
    cascade: (namespace) => catalog.dropNamespace({ id: [namespace], behavior: "cascade" }),
    close: () => catalog.close(),
  };
}

/** Statements with the same effect and no errors that say why; `isRecorded` says whether they also do what our promises need. */
export function bareCalls({ url, root }: Job, isRecorded: boolean): Calls {
  const pool = new Pool({ connectionString: url });
  let engine: TableEngine | undefined;
  const run = async (statement: string, values: unknown[]): Promise<QueryResult> => {
    const result = await pool.query(statement, values);
    demand(result.rowCount !== 0, `${statement} found nothing`);
    return result;
  };
  /** Runs a change, in one statement with its record. */
  const change = (statement: string, values: unknown[], beside = ""): Promise<QueryResult> =>
    isRecorded
      ? run(
          `with made as (${statement} returning 1), noted as (
             insert into lancetree_changes (attempt, catalog, result)
             select $${values.length + 1}::uuid, 'default', '{}' from made)${beside} select 1 from made`,
          [...values, randomUUID()],
        )
      : run(statement, values);
  const insert = `
    insert into lancetree_objects
      (catalog, object_id, kind, parent_id, parent_kind, name, properties, revision, location)
    values ('default', $1, $2, $3, 1, $4, $5, $6, $7) on conflict do nothing`;
  const values = (name: string, kind: 1 | 2, location: string | null): unknown[] => [
    `${parent}$${name}`,
    kind,
    parent,
    name,
    JSON.stringify(properties),
    randomUUID(),
    location,
  ];
  const columns = "object_id, kind, name, location, declared, properties, revision";
  return {
    createNamespace: (name) => change(insert, values(name, 1, null)),
    async createTable(name) {
      const location = `${name}.lance`;
      if (isRecorded)
        await run(
          `insert into lancetree_pending_files (catalog, location, not_before)
           values ('default', $1, now() + interval '1 day')`,
          [location],
        );
      engine ??= await openTableEngine();
      (await engine.create({ location: `${root}/${location}` }, row)).close();
      const unlisted =
        ", unlisted as (delete from lancetree_pending_files where catalog = 'default' and location = $7)";
      await change(insert, values(name, 2, location), unlisted);
    },
    async describe(name) {
      const { rows } = await run(
        `select ${columns} from lancetree_objects where catalog = 'default' and object_id = any($1::text[])`,
        [[parent, `${parent}$${name}`]],
      );
      demand(rows.length === 2, `described ${rows.length} rows`);
    },
    async list(after) {
      const { rows } = await run(
        `select ${columns} from lancetree_objects
         where catalog = 'default' and parent_id = $1 and kind = 1 and name > $2 order by name limit 101`,
        [parent, after],
      );
      demand(rows.length === 101, `listed ${rows.length} rows`);
    },
    rename: (name, to) =>
      change(
        `update lancetree_objects set object_id = $2, name = $3, revision = $4
         where catalog = 'default' and object_id = $1 and kind = 2`,
        [`${parent}$${name}`, `${parent}$${to}`, to, randomUUID()],
      ),
    cascade: (namespace) =>
      run(
        `delete from lancetree_objects
         where catalog = 'default' and (object_id = $1 or (object_id >= $1 || '$' and object_id < $1 || '%'))`,
        [namespace],
      ),
    async close() {
      await engine?.close();
      await pool.end();
    },
  };
}

/** A namespace of the seed. */
export function spread(index: number): string {
  return nameOf(2 * farApart(index, 1000));
}
