/** The measured calls. They are written once, against LanceDB's `Connection`, which both libraries provide. */
import type { Connection } from "@lancedb/lancedb";
import { closeConnection } from "../close-connection.ts";
import { demand } from "../demand.ts";
import { farApart } from "../seeded-names.ts";
import { type Job, namespaceName, type Outcome, parent, tableName, tableRows } from "./job.ts";

type Connect = () => Promise<Connection>;
type Measured = Omit<Outcome, "peak">;

export async function seed(connect: Connect, job: Job): Promise<Measured> {
  const db = await connect();
  await db.createNamespace([...parent], { properties: { owner: "bench" } });
  for (let index = 0; index < job.objects / 2; index++) {
    await db.createNamespace([...parent, namespaceName(index)], { properties: { owner: `team ${index}` } });
    (await db.createTable(tableName(index), tableRows(), [...parent])).close();
  }
  await closeConnection(db);
  return { times: {} };
}

export async function read(connect: Connect, job: Job): Promise<Measured> {
  const half = job.objects / 2;
  const start = performance.now();
  const db = await connect();
  await db.listNamespaces([...parent]);
  const cold = performance.now() - start;
  const times: Record<string, number[]> = {
    "connect and first list": [cold],
    "list namespaces": await measure(job, async () => {
      const { namespaces } = await db.listNamespaces([...parent]);
      demand(namespaces.length === half, `listed ${namespaces.length} namespaces instead of ${half}`);
    }),
    "list tables": await measure(job, async () => {
      const { tables } = await db.listTables([...parent]);
      demand(tables.length === half, `listed ${tables.length} tables instead of ${half}`);
    }),
    "describe namespace": await measure(job, async (index) => {
      const which = farApart(index, half);
      const { properties } = await db.describeNamespace([...parent, namespaceName(which)]);
      demand(properties?.["owner"] === `team ${which}`, "described the wrong namespace");
    }),
    "open table": await measure(job, async (index) => {
      (await db.openTable(tableName(farApart(index, half)), [...parent])).close();
    }),
  };
  const table = await db.openTable(tableName(0), [...parent]);
  demand((await table.countRows()) === tableRows().length, "opened a table without its rows");
  await closeConnection(db);
  return { times };
}

export async function createNamespaces(connect: Connect, job: Job): Promise<Measured> {
  const db = await connect();
  const times = await measure(job, async (index) => {
    await db.createNamespace([...parent, namespaceName(job.objects + index)], {
      properties: { owner: "bench" },
    });
  });
  // Closing also waits until the intents of the last calls are cleared.
  await closeConnection(db);
  return { times: { "create namespace": times } };
}

export async function createTables(connect: Connect, job: Job): Promise<Measured> {
  const db = await connect();
  const rows = tableRows();
  const times = await measure(job, async (index) => {
    (await db.createTable(tableName(job.objects + index), rows, [...parent])).close();
  });
  await closeConnection(db);
  return { times: { "create table": times } };
}

/** What a process holds that has looked at the whole catalog, once everything is collected that can be. */
export async function memory(connect: Connect): Promise<Measured> {
  const db = await connect();
  await db.listNamespaces([...parent]);
  await db.listTables([...parent]);
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { rss, heapUsed } = process.memoryUsage();
  await closeConnection(db);
  return { times: {}, memory: { resident: rss, heap: heapUsed } };
}

async function measure(job: Job, call: (index: number) => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < job.warmUp + job.samples; index++) {
    const start = performance.now();
    await call(index);
    if (index >= job.warmUp) times.push(performance.now() - start);
  }
  return times;
}
