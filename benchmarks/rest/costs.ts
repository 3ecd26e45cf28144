import { runWorker } from "../run-worker.ts";
import { bareResponse } from "./bare-response.ts";
import type { CostJob } from "./client-cost.ts";
import type { ComparisonSettings, Figure } from "./figure.ts";
import type { Load, LoadJob } from "./load.ts";
import type { Work } from "./requests.ts";
import { type NodeServer, startBare, startLanceDB, startLancetree } from "./servers.ts";

/** Calls before the processor time of a description is measured: until then, the code is compiled while it runs. */
const warmUp = 10_000;

/** The processor time of our server and our client for a description, and the memory of the server with one client. */
export async function costs(root: string, { calls }: ComparisonSettings): Promise<Figure[]> {
  return [...(await descriptions(root, calls)), await memory(root, Math.max(20, Math.round(calls * 0.2)))];
}

async function descriptions(root: string, calls: number): Promise<Figure[]> {
  const server = await startLancetree(root);
  try {
    const processor = await processorTime(server, calls * 4);
    const floor = await bareProcessorTime(server.url, calls * 4);
    const client = (name: CostJob["client"]): Promise<number> =>
      runWorker<number>("rest/client-cost.ts", {
        url: server.url,
        client: name,
        warmUp: calls * 4,
        calls: calls * 2,
      } satisfies CostJob);
    const [own, plain, native] = [await client("lancetree"), await client("bare"), await client("fetch")];
    return [
      {
        work: "processor time of the server for a description",
        callers: 16,
        value: processor,
        unit: "ms",
        max: 0.15,
        from: "",
        floor: { value: floor, of: "Node's bare server" },
      },
      {
        work: "processor time of our client, to a bare request",
        callers: 1,
        value: own / plain,
        unit: "×",
        max: 1.3,
        from: `${own.toFixed(2)} ms, bare ${plain.toFixed(2)} ms`,
        floor: { value: native / plain, of: "Node's fetch" },
      },
    ];
  } finally {
    await server.stop();
  }
}

async function bareProcessorTime(url: string, calls: number): Promise<number> {
  const bare = await startBare(await bareResponse(url, "describe table"));
  try {
    return await processorTime(bare, calls);
  } finally {
    await bare.stop();
  }
}

async function processorTime(server: NodeServer, calls: number): Promise<number> {
  await load(server, "describe table", 16, warmUp);
  const before = (await server.usage()).processor;
  await load(server, "describe table", 16, calls);
  return ((await server.usage()).processor - before) / calls;
}

/** Each in a new process, in which nothing else was done. */
async function memory(root: string, queries: number): Promise<Figure> {
  const after = async (start: typeof startLancetree): Promise<number> => {
    const server = await start(root);
    try {
      await load(server, "vector query", 1, queries);
      return (await server.usage()).resident;
    } finally {
      await server.stop();
    }
  };
  const own = await after(startLancetree);
  const floor = await after(startLanceDB);
  const native = await runWorker<number>("rest/native-memory.ts", { root, queries });
  return {
    work: "resident memory of the server with one client, above LanceDB's",
    callers: 1,
    value: (own - native) / 1e6,
    unit: "MB",
    max: 30,
    from: `${(own / 1e6).toFixed(0)} MB, LanceDB ${(native / 1e6).toFixed(0)} MB`,
    floor: { value: (floor - native) / 1e6, of: "Node's server with LanceDB" },
  };
}

function load({ url }: NodeServer, work: Work, callers: number, calls: number): Promise<Load> {
  const job: LoadJob = { url, work, server: "lancetree", callers: [callers], warmUp: 0, calls };
  return runWorker<Load>("rest/load.ts", job);
}
