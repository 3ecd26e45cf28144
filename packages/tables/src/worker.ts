/**
 * The process that does what LanceDB cannot end: started by `openTableWorkers`, it does one operation after the other, asks its parent
 * where tables are, and is killed when an operation is to end. Loaded otherwise it does nothing.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import {
  BaseNamespace,
  type CallOptions,
  type DescribeTableRequest,
  type DescribeTableResponse,
  fromErrorResponse,
} from "@lancetree/core";
import { openTableEngine, type TableEngine } from "./engine/engine.ts";
import { TablePool } from "./engine/table-pool.ts";
import { operations } from "./operations/index.ts";
import type { DataContext } from "./operations/table-access.ts";
import { createSqlReader } from "./sql/sql-reader.ts";
import {
  type FromWorker,
  type Outcome,
  type ToWorker,
  type WorkerJob,
  workerVariable,
} from "./workers/messages.ts";
import { outcomeOf } from "./workers/outcome.ts";

export { workerVariable } from "./workers/messages.ts";

if (process.env[workerVariable] === "1" && process.send !== undefined) start();

function start(): void {
  giveWay();
  // A terminal signals all processes of a command; when this one ends is its parent's business.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(0));
  process.on("message", (message: ToWorker) => {
    if (message.kind === "job") void reportJob(message.job);
    else settle(message.id, message.outcome);
  });
  send({ kind: "ready" });
}

/** Where memory is short Linux ends this process first. */
function giveWay(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Other systems have none.
  }
}

function send(message: FromWorker): void {
  process.send?.(message);
}

async function reportJob(job: WorkerJob): Promise<void> {
  send({ kind: "done", outcome: await outcomeOf(runJob(job)) });
}

const engines = new Map<string, Promise<{ engine: TableEngine; pool: TablePool }>>();

async function runJob({
  operation,
  request,
  options,
  engine: settings,
  boundedSql,
}: WorkerJob): Promise<unknown> {
  const key = JSON.stringify(settings);
  const opening = engines.get(key) ?? openWithPool(settings);
  engines.set(key, opening);
  const context: DataContext = {
    ...(await opening),
    namespace: new ParentNamespace(),
    sql: createSqlReader(boundedSql),
  };
  const run = operations[operation];
  if (run === undefined) throw new Error(`No worker does ${operation}.`);
  // The parent has read the request as what the operation takes.
  return run(context, request as never, options);
}

async function openWithPool(
  settings: WorkerJob["engine"],
): Promise<{ engine: TableEngine; pool: TablePool }> {
  const engine = await openTableEngine(settings);
  return { engine, pool: new TablePool(engine) };
}

/** Asks the parent where tables are. */
class ParentNamespace extends BaseNamespace {
  override async describeTable(
    request: DescribeTableRequest,
    options: CallOptions = {},
  ): Promise<DescribeTableResponse> {
    const { signal: _, onHeldRows: __, ...rest } = options;
    const id = ++lastRequest;
    const response = new Promise<Outcome>((resolve) => pending.set(id, resolve));
    send({ kind: "describeTable", id, request, options: rest });
    const outcome = await response;
    if ("error" in outcome) throw fromErrorResponse(outcome.error);
    return outcome.value as DescribeTableResponse;
  }
}

const pending = new Map<number, (outcome: Outcome) => void>();
let lastRequest = 0;

function settle(id: number, outcome: Outcome): void {
  pending.get(id)?.(outcome);
  pending.delete(id);
}
