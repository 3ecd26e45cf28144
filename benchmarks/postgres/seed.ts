import { Client } from "pg";
import { parent } from "../seeded-names.ts";

/** Inserts objects with the names of `nameOf` by one statement, the namespaces with a property. `replica` leaves out the checks of foreign keys, which hold by construction. */
const insertObjects = `
insert into lancetree_objects (catalog, object_id, kind, parent_id, parent_kind, name, properties, revision, location)
select 'default', $2 || '$' || name, kind, $2, 1, name, '{"owner": "bench"}', gen_random_uuid(),
  case when kind = 2 then '0123456789abcdef_' || name || '.lance' end
from (
  select case when i % 2 = 0 then 'space-' else 'table-' end || lpad(i::text, 7, '0') as name, 1 + i % 2 as kind
  from generate_series(0, $1::int - 1) as i
) as named`;

const insertParent = `
insert into lancetree_objects (catalog, object_id, kind, parent_id, parent_kind, name, revision)
values ('default', $1, 1, '', 1, $1, gen_random_uuid())`;

/** Creates a database with a catalog of a number of objects, by SQL alone. */
export async function seedDatabase(server: string, objects: number): Promise<string> {
  const name = `bench_${objects}`;
  await withClient(server, (client) => client.query(`create database ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  // Loaded here: the command builds the package first.
  const { schemaSql } = await import("@lancetree/postgres-namespace");
  await withClient(url.href, async (client) => {
    await client.query(schemaSql());
    await client.query(`
      insert into lancetree_objects (catalog, object_id, kind, name, revision)
      values ('default', '', 1, '', gen_random_uuid())`);
    await seedNamespace(client, parent, objects);
    await client.query("vacuum analyze");
  });
  return url.href;
}

/** Creates a namespace below the root with a number of objects in it. */
export async function seedNamespace(client: Client, namespace: string, objects: number): Promise<void> {
  await client.query(insertParent, [namespace]);
  await client.query("set session_replication_role = replica");
  await client.query(insertObjects, [objects, namespace]);
  await client.query("set session_replication_role = default");
}

export async function withClient<Result>(
  url: string,
  use: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
