/** One fresh process for one job: reads it from its argument, prints the outcome as JSON. */
import type { Connection } from "@lancedb/lancedb";
import { connector } from "../connector.ts";
import { peakMemory } from "../peak-memory.ts";
import type { Job, Outcome, Task } from "./job.ts";
import { createNamespaces, createTables, memory, read, seed } from "./tasks.ts";

type Measure = (connect: () => Promise<Connection>, job: Job) => Promise<Omit<Outcome, "peak">>;

const tasks: Record<Task, Measure> = {
  seed,
  read,
  "create-namespace": createNamespaces,
  "create-table": createTables,
  memory,
};

const job = JSON.parse(process.argv[2] ?? "") as Job;
const connect = await connector(job.library);
const measured = await tasks[job.task](() => connect(job.root), job);
const outcome: Outcome = { ...measured, peak: peakMemory() };
process.stdout.write(JSON.stringify(outcome));
