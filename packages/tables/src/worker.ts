/**
 * The worker process for operations that LanceDB cannot abort. `openTableWorkers` starts it. It runs one operation at
 * a time, requests the locations of tables from its parent, and is killed to abort an operation. If this module is
 * loaded in any other process, it does nothing.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { BaseNamespace, type CallOptions, fromErrorResponse, type Namespace } from "@lancetree/core";
import { openTableEngine } from "./engine/engine.ts";
import type { TableResolver } from "./engine/resolve-table.ts";
import type { TableEngine } from "./engine/table-engine.ts";
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
  // A terminal sends signals to all processes of a command; the parent decides when this one ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(0));
  process.on("message", (message: ToWorker) => {
    if (message.kind === "job") void reportJob(message.job);
    else settle(message.id, message.outcome);
  });
  send({ kind: "ready" });
}

/** Makes Linux end this process first when memory is short. */
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
  if (run === undefined) throw new Error(`A worker cannot run ${operation}.`);
  // The parent has checked the request for this operation.
  return run(context, request as never, options);
}

async function openWithPool(
  settings: WorkerJob["engine"],
): Promise<{ engine: TableEngine; pool: TablePool }> {
  const engine = await openTableEngine(settings);
  return { engine, pool: new TablePool(engine) };
}

/** Requests the locations and versions of tables from the parent. */
class ParentNamespace extends BaseNamespace implements TableResolver {
  override describeTable = askParent("describeTable");
  override listTableVersions = askParent("listTableVersions");
  override describeTableVersion = askParent("describeTableVersion");
  override createTableVersion = askParent("createTableVersion");
}

function askParent<Question extends keyof TableResolver>(question: Question): Namespace[Question] {
  const ask = async (request: object, options: CallOptions = {}): Promise<unknown> => {
    const { signal: _, onHeldRows: __, caller: ___, ...rest } = options;
    const id = ++lastRequest;
    const response = new Promise<Outcome>((resolve) => pending.set(id, resolve));
    send({ kind: "ask", question, id, request, options: rest });
    const outcome = await response;
    if ("error" in outcome) throw fromErrorResponse(outcome.error);
    return outcome.value;
  };
  return ask as Namespace[Question];
}

const pending = new Map<number, (outcome: Outcome) => void>();
let lastRequest = 0;

function settle(id: number, outcome: Outcome): void {
  pending.get(id)?.(outcome);
  pending.delete(id);
}
