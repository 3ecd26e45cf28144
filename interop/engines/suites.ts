import { join } from "node:path";
import { nodeChannel, pythonChannel } from "../harness/channel.ts";
import type { Operations, Scenario } from "../harness/harness.ts";
import { WorkerProcess } from "../harness/worker-process.ts";
import { clientOf } from "../scenarios/operations/client.ts";
import { type Step, takeSteps } from "../scenarios/steps.ts";
import type { Suite } from "../suite.ts";
import type { Address, Engine, EngineMethods } from "./engine.ts";
import { engines } from "./engines.ts";
import { pageStep } from "./page.ts";
import { type Backend, backends, serveBackend } from "./served-backend.ts";
import { type Bench, engineSteps, manyTablesStep } from "./steps.ts";

/** Each engine with each thing that `lancetree serve` serves. */
export function engineSuites(): readonly Suite[] {
  return engines.flatMap((engine) => backends.map((backend) => suiteOf(engine, backend)));
}

function suiteOf(engine: Engine, backend: Backend): Suite {
  const scenario: Scenario = {
    name: "steps of an engine",
    run: async ({ root }) => runSteps({ engine, backend, root }, stepsOf(engine, backend)),
  };
  const many: Scenario = {
    name: "1,001 tables in a namespace",
    long: true,
    run: async ({ root }) => runSteps({ engine, backend, root }, [manyTablesStep("real")]),
  };
  return {
    client: engine.client,
    version: engine.version,
    partner: `\`lancetree serve\` over ${backend}`,
    isOptional: true,
    scenarios: engine.opensListed ? [scenario, many] : [scenario],
    // On a busy machine an engine takes a minute for each backend.
    short: backend === "a folder" && engine.isLong !== true ? [scenario] : [],
    limits: Object.entries(engine.limits).map(([step, { reason }]) => `${step}: ${reason}`),
    install: () => {
      const python = engine.installPython();
      return { name: engine.section, start: () => pythonChannel(python, engine.program) };
    },
  };
}

function stepsOf(engine: Engine, backend: Backend): readonly Step<Bench>[] {
  const many = engine.opensListed ? [] : [manyTablesStep("declared")];
  // The programs of the page name no database.
  const page = backend === "a federation" ? [] : [pageStep(engine)];
  return [...page, ...engineSteps, ...many];
}

interface EngineRun {
  readonly engine: Engine;
  readonly backend: Backend;
  readonly root: string;
}

async function runSteps(
  { engine, backend, root }: EngineRun,
  steps: readonly Step<Bench>[],
): Promise<string> {
  const python = engine.installPython();
  const scope = ["prod", "search", "eu"].slice(0, engine.levels);
  const severalDatabases = engine.sendsHeaders;
  await using server = await serveBackend(backend, root, { scope, severalDatabases });
  const worker = new WorkerProcess<EngineMethods>(engine.section, pythonChannel(python, engine.program));
  const lancetree: Operations = new WorkerProcess("our REST client", nodeChannel("rest-client"));
  try {
    const database = severalDatabases ? server.database : undefined;
    const address = (key: string): Address => ({ url: server.url, key, ...(database && { database }) });
    const admin = address(server.adminKey);
    await worker.call("open", admin);
    await lancetree.call("open", server.url, {
      "x-api-key": server.adminKey,
      ...(database !== undefined && { "x-lancedb-database": database }),
    });
    const bench: Bench = {
      engine: worker,
      lancetree: clientOf(lancetree),
      python,
      scope,
      admin,
      scoped: address(server.scopedKey),
      reader: address(server.readKey),
      workplace: join(root, "page"),
    };
    const gaps = Object.entries(engine.limits).filter(([step]) => steps.some(([name]) => name === step));
    return await takeSteps(
      steps,
      bench,
      Object.fromEntries(gaps.map(([step, { message }]) => [step, message])),
    );
  } finally {
    await Promise.all([worker.kill(), lancetree.kill()]);
  }
}
