/** One fresh process for one job: reads it from its argument, prints the outcome as JSON. */
import { setTimeout as sleep } from "node:timers/promises";
import { openTableEngine } from "@lancetree/tables";
import { closeConnection } from "../close-connection.ts";
import { connector } from "../connector.ts";
import { demand } from "../demand.ts";
import { farApart, nameOf, parent } from "../seeded-names.ts";
import type { Job, Outcome } from "./job.ts";
import { cascadedNamespace, insertInto, tableCount } from "./seed.ts";

type Call = (index: number) => Promise<unknown>;

/** Calls by each caller that are not counted. */
const warmUp = 5;
/** Milliseconds after a call: long enough for the background work of a catalog. */
const restMs = 150;

const job = JSON.parse(process.argv[2] ?? "") as Job;
const connect = await connector(job.library);
const db = await connect(job.root);
// The first measured call must not be the one that loads the catalog.
await db.listNamespaces([parent], { limit: 1 });
process.stdout.write(JSON.stringify(await run()));

function run(): Promise<Outcome> {
  switch (job.task) {
    case "create-namespaces":
      return measure(createNamespace);
    case "create-after-another-writer":
      return measure(createNamespace, { prepare: commitByAnother });
    case "create-and-rest":
      return measure(createNamespace, { rest: restMs });
    case "merges":
      return merges();
    case "merge-and-rest":
      return merges(restMs);
    case "describe":
      return measure(async (index) => {
        const { properties } = await db.describeNamespace([parent, namespaceAt(index)]);
        demand(
          properties?.["owner"] !== undefined,
          "described a namespace that the benchmark did not create",
        );
      });
    case "list": {
      return measure(async (index) => {
        const pageToken = namespaceAt(index);
        const { namespaces } = await db.listNamespaces([parent], { limit: 100, pageToken });
        demand(namespaces.length === 100, `listed ${namespaces.length} names`);
      });
    }
    case "open-tables":
      return measure(async (index) => (await db.openTable(`t${index % tableCount}`, [parent])).close());
    case "create-tables":
      return measure(async (index) =>
        (await db.createTable(`${job.name}-${index}`, [{ id: index }], [parent])).close(),
      );
    case "drops":
      return drops();
  }
}

async function merges(rest?: number): Promise<Outcome> {
  await using engine = await openTableEngine();
  const table = await engine.open({ location: `${job.root}/__manifest` });
  const outcome = await measure((index) => insertInto(table, [`${parent}$${job.name}-${index}`]), { rest });
  table.close();
  return outcome;
}

async function drops(): Promise<Outcome> {
  for (let index = 0; index < warmUp + job.calls; index++) await createNamespace(index);
  await sleep(restMs);
  const singles = await measure((index) => db.dropNamespace([parent, `${job.name}-${index}`]), {
    rest: restMs,
    closes: false,
  });
  const start = performance.now();
  await db.dropNamespace([cascadedNamespace], { behavior: "cascade" });
  const special = performance.now() - start;
  await closeConnection(db);
  return { ...singles, special };
}

function createNamespace(index: number): Promise<unknown> {
  return db.createNamespace([parent, `${job.name}-${index}`], { properties: { owner: `team ${index}` } });
}

/** Another connection, which shares nothing with this one, makes a commit. This one reads it. */
async function commitByAnother(): Promise<void> {
  const other = await connect(job.root);
  await other.createNamespace([parent, `${job.name}-by-another`]);
  await closeConnection(other);
  await db.listNamespaces([parent], { limit: 1 });
}

interface Measure {
  /** Milliseconds after each call. */
  readonly rest?: number | undefined;
  /** Called between the warm-up and the first counted call. */
  readonly prepare?: () => Promise<void>;
  readonly closes?: boolean;
}

async function measure(call: Call, { rest = 0, prepare, closes = true }: Measure = {}): Promise<Outcome> {
  const { callers } = job;
  await Promise.all(
    Array.from({ length: callers }, async (_none, first) => {
      for (let index = first; index < callers * warmUp; index += callers) await call(index);
    }),
  );
  await sleep(rest);
  await prepare?.();
  const times: number[] = [];
  const errors: string[] = [];
  const created: number[] = [];
  const start = performance.now();
  const caller = async (first: number): Promise<void> => {
    for (let index = first; index < callers * job.calls; index += callers) {
      const begun = performance.now();
      try {
        await call(callers * warmUp + index);
        times.push(performance.now() - begun);
        created.push(callers * warmUp + index);
      } catch (error) {
        errors.push(String(error).slice(0, 80));
      }
      if (rest > 0) await sleep(rest);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_none, first) => caller(first)));
  // Closing also waits until the intents of the last calls are cleared.
  if (closes) await closeConnection(db);
  return { times, total: performance.now() - start, done: times.length, created, errors };
}

/** All catalogs that are read have at least 1,000 namespaces. */
function namespaceAt(index: number): string {
  return nameOf(2 * farApart(index, 1000));
}
