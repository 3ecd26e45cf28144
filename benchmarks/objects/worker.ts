/** One new process for one job: reads it from its argument, prints the outcome as JSON. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@lancedb/lancedb";
import { closeConnection } from "../close-connection.ts";
import { connector } from "../connector.ts";
import { demand } from "../demand.ts";
import { cascadedNamespace, tableCount } from "../scale/seed.ts";
import { farApart, nameOf, parent } from "../seeded-names.ts";
import type { Call, ObjectsJob, ObjectsOutcome } from "./job.ts";

type Run = (index: number) => Promise<unknown>;

const job = JSON.parse(process.argv[2] ?? "") as ObjectsJob;
const connect = await connector(job.library);
const storageOptions = { ...job.storageOptions };
process.stdout.write(JSON.stringify(await (job.task === "first-result" ? firstResult() : onConnection())));

function open(): Promise<Connection> {
  const storage = Object.entries(storageOptions).map(([key, value]) => [`storage.${key}`, value]);
  const properties: Record<string, string> = Object.fromEntries(storage);
  return connect(job.root, properties, {
    // LanceDB creates tables with these, and opens them with those of each call.
    ...(job.library === "native" && { storageOptions }),
    ...(job.staleness > 0 && { readConsistencyInterval: job.staleness }),
  });
}

async function firstResult(): Promise<ObjectsOutcome> {
  const begin = Date.now();
  const db = await open();
  const { namespaces } = await db.listNamespaces([parent], { limit: 100 });
  const end = Date.now();
  demand(namespaces.length === 100, `listed ${namespaces.length} names`);
  await closeConnection(db);
  return { calls: [{ begin, end }], closedAt: end, failed: 0 };
}

async function onConnection(): Promise<ObjectsOutcome> {
  const db = await open();
  // The first counted call must not be the one that loads the catalog.
  await db.listNamespaces([parent], { limit: 1 });
  return measure(db, runOf(db));
}

function runOf(db: Connection): Run {
  switch (job.task) {
    case "create-namespace":
      return (index) =>
        db.createNamespace([parent, `made-${index}`], { properties: { owner: `team ${index}` } });
    case "create-table":
      return async (index) => (await db.createTable(`made-${index}`, [{ id: index }], [parent])).close();
    case "describe-namespace":
      return async (index) => {
        const { properties } = await db.describeNamespace([parent, nameOf(2 * farApart(index, 500))]);
        demand(properties?.["owner"] !== undefined, "described a namespace without its properties");
      };
    case "list-namespaces":
      return async (index) => {
        const pageToken = nameOf(2 * (farApart(index, 500) % 300));
        const { namespaces } = await db.listNamespaces([parent], { limit: 100, pageToken });
        demand(namespaces.length === 100, `listed ${namespaces.length} names`);
      };
    case "list-tables":
      return async () => {
        const names = await db.tableNames([parent], { limit: 100 });
        demand(names.length === 100, `listed ${names.length} tables`);
      };
    case "open-table":
      return async (index) => {
        demand(index < tableCount, "opens a table twice");
        const options = job.library === "native" ? { storageOptions } : undefined;
        (await db.openTable(`t${index}`, [parent], options)).close();
      };
    default:
      return () => db.dropNamespace([cascadedNamespace], { behavior: "cascade" });
  }
}

async function measure(db: Connection, run: Run): Promise<ObjectsOutcome> {
  const { callers, restMs } = job;
  // The code of several callers is that of one, and native clients take seconds for each round of all.
  const warmUp = job.task === "cascade" ? 0 : 1;
  if (warmUp > 0) await run(0);
  await sleep(restMs);
  const calls: Call[] = [];
  let failed = 0;
  const caller = async (first: number): Promise<void> => {
    for (let index = first; index < callers * job.calls; index += callers) {
      const begin = Date.now();
      try {
        await run(warmUp + index);
        calls.push({ begin, end: Date.now() });
      } catch (error) {
        if (callers === 1) throw error;
        failed++;
      }
      // Closing waits for the background work of the last call.
      if (callers === 1 && index + 1 < job.calls) await sleep(restMs);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_none, first) => caller(first)));
  // Closing also waits until the intents of the last calls are cleared.
  await closeConnection(db);
  return { calls, closedAt: Date.now(), failed };
}
