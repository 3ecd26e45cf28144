/** One fresh process for one client: reads its job from its argument, prints the measurements as JSON. */
import { demand } from "../demand.ts";
import { namespace, ownerName, rowCount, tableNames, vectorOf, vectors } from "../rest/catalog.ts";
import { farApart } from "../seeded-names.ts";
import { type Client, openClient } from "./clients.ts";
import type { Job, Measurement } from "./job.ts";

const job = JSON.parse(process.argv[2] ?? "") as Job;
const operations = checked(await openClient(job.client, job.url));
const measurements: Measurement[] = [];
// All of them before the first is measured, which would otherwise pay for code that the others share.
for (const call of Object.values(operations)) await measure(Math.max(...job.callers), job.warmUp, call);
for (const [operation, call] of Object.entries(operations)) {
  for (const callers of job.callers) {
    const start = performance.now();
    const times = await measure(callers, job.samples, call);
    measurements.push({ operation, callers, elapsed: performance.now() - start, times });
  }
}
process.stdout.write(JSON.stringify(measurements), () => process.exit());

/** Runs a number of callers concurrently, each with one call after the other. */
async function measure(
  callers: number,
  calls: number,
  call: (index: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < calls) {
      const index = next++;
      const start = performance.now();
      await call(index);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return times;
}

/** A benchmark of calls that do not do their work says nothing. */
function checked(client: Client): Record<string, (index: number) => Promise<void>> {
  const { describeTable } = client;
  return {
    "describe namespace": async () => {
      const properties = await client.describeNamespace();
      demand(
        properties?.["owner"] === ownerName,
        `${namespace} was described as ${JSON.stringify(properties)}`,
      );
    },
    ...(describeTable && {
      "describe table": async () => {
        const location = await describeTable();
        demand(location?.includes(vectors), `${vectors} was said to be at ${location}`);
      },
    }),
    "list 100 tables": async () => {
      const names = await client.listTables();
      demand(names.toSorted().join() === tableNames.join(), `listed ${names.join()}`);
    },
    query: async (index) => {
      const row = farApart(index, rowCount);
      const ids = await client.query(vectorOf(row));
      demand(ids.length === 10 && ids[0] === row, `found ${ids.join()} nearest to ${row}`);
    },
  };
}
