/** One fresh process for one job: reads it from its argument, prints the outcome as JSON. */
import { bareCalls, lancetreeCalls, spread } from "./calls.ts";
import type { Job, Outcome, Task } from "./job.ts";

/**
 * Calls by all callers together that are not counted, at least; each caller makes one or more. A server runs for days: during the first
 * thousand calls, Node compiles what they run through. Tables are more work, and drops have what they drop once.
 */
const warmUp: Readonly<Record<Task, number>> = {
  "create-namespace": 1000,
  "create-table": 64,
  describe: 1000,
  list: 1000,
  rename: 1000,
  cascade: 0,
};

const job = JSON.parse(process.argv[2] ?? "") as Job;
const calls = job.client === "lancetree" ? lancetreeCalls(job) : bareCalls(job, job.client === "recorded");
// Connecting, and looking whether the schema is there, belong to no call.
await calls.list("");
process.stdout.write(JSON.stringify(await measure()));
await calls.close();

function call(index: number): Promise<unknown> {
  const name = `${job.name}-${index}`;
  switch (job.task) {
    case "create-namespace":
      return calls.createNamespace(name);
    case "create-table":
      return calls.createTable(name);
    case "describe":
      return calls.describe(spread(index));
    case "list":
      return calls.list(spread(index));
    case "rename":
      return calls.rename(index === 0 ? job.name : `${job.name}-${index - 1}`, name);
    case "cascade":
      return calls.cascade(`${job.name}${index}`);
  }
}

async function measure(): Promise<Outcome> {
  const before = Math.ceil(warmUp[job.task] / job.callers);
  if (job.task === "rename") await calls.createTable(job.name);
  const times: number[] = [];
  const { callers } = job;
  const run = async (first: number, from: number, to: number, isCounted: boolean): Promise<void> => {
    for (let index = from + first; index < to; index += callers) {
      const begun = performance.now();
      await call(index);
      if (isCounted) times.push(performance.now() - begun);
    }
  };
  const all = (from: number, to: number, isCounted: boolean): Promise<void[]> =>
    Promise.all(Array.from({ length: callers }, (_none, first) => run(first, from, to, isCounted)));
  await all(0, callers * before, false);
  const start = performance.now();
  await all(callers * before, callers * (before + job.calls), true);
  return { times, total: performance.now() - start, done: times.length };
}
