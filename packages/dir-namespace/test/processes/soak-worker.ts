import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isNamespaceError } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { execute } from "./execute.ts";
import { Prober, readKinds } from "./observation.ts";
import { inTree, namespaceIds, randomOperation, tableIds } from "./operation.ts";
import { Random } from "./random.ts";
import { VersionWatch } from "./versions.ts";

/** Creates, drops, renames and reads until a message ends it, and writes down its memory as lines of JSON. */

export interface SoakSample {
  /** Bytes after a collection of garbage. */
  readonly heap: number;
  /** Bytes that the process takes. */
  readonly resident: number;
  readonly calls: number;
  /** Error codes that no correct use of the catalog gets. */
  readonly failures: readonly string[];
}

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    every: { type: "string", default: "5000" },
  },
});

const callers = 4;
const trees = 6;
/** What others may have done before: missing parents, names that are taken or empty, and giving way. */
const expected = [1, 2, 3, 4, 5, 14];

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const { root, seed } = values;
const random = new Random(Number(seed));
const engine = await openTableEngine();
const namespace = new DirectoryNamespace({ root });
const folder = new LocalFolder(root);
const prober = new Prober(namespace, engine, new VersionWatch(folder));
const failures: string[] = [];
let calls = 0;
const ending = new AbortController();

process.on("SIGTERM", () => ending.abort());
// The first says that this process is ready.
sample();
const sampling = setInterval(sample, Number(values.every));
await Promise.all(Array.from({ length: callers }, work));
clearInterval(sampling);
sample();
await namespace.close();
await engine.close();

async function work(): Promise<void> {
  while (!ending.signal.aborted) {
    await (random.chance(0.5) ? read() : change());
    calls++;
    await sleep(20 * random.fraction());
  }
}

async function change(): Promise<void> {
  const operation = randomOperation(random, "soak", [], random.below(trees));
  await execute(namespace, operation, `${seed}-${calls}`).catch((error: unknown) => {
    if (!isNamespaceError(error) || !expected.includes(error.code))
      failures.push(`${operation.kind}: ${String(error)}`);
  });
}

async function read(): Promise<void> {
  const tree = random.below(trees);
  const kind = random.pick(readKinds);
  if (random.chance(0.1)) {
    await prober.table(inTree(random.pick(tableIds), tree));
    return;
  }
  const names = kind.endsWith("Table") || kind === "tableExists" ? tableIds : namespaceIds;
  const probe = await prober.result(kind, inTree(random.pick(names), tree));
  const code = probe.saw === "result" ? probe.result.code : undefined;
  if (code !== undefined && !expected.includes(code)) failures.push(JSON.stringify(probe));
}

function sample(): void {
  collect();
  const { heapUsed: heap, rss: resident } = process.memoryUsage();
  const line: SoakSample = { heap, resident, calls, failures };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
