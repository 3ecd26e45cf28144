/** A process with one native client: `native.ts <folder it is installed in>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as LanceDb from "@lancedb/lancedb";
import type * as Arrow from "apache-arrow";
import { type ClientMethods, clientMethods, type Path } from "./client.ts";
import { serve } from "./serve.ts";

export interface NativeMethods extends ClientMethods {
  /** `plain`: `connect(root)`, which finds root tables by folder name alone. Else the catalog, with properties. */
  open(root: string, how?: "plain" | Readonly<Record<string, string>>): Promise<void>;
  /** The nearest that LanceDB for JavaScript has: a create that fails between its row and its data. */
  declareTable(path: Path): Promise<void>;
  /** Creates and drops namespaces until told to stop. */
  keepWriting(prefix: string): void;
  /** How many writes there were, and the texts of those that failed. */
  stopWriting(): Promise<{ writes: number; failures: string[] }>;
}

const require = createRequire(join(process.argv[2] ?? "", "package.json"));
const lancedb = require("@lancedb/lancedb") as typeof LanceDb;
const arrow = require("apache-arrow") as typeof Arrow;

let connection: LanceDb.Connection | undefined;
let writing: Promise<{ writes: number; failures: string[] }> | undefined;
let stopping = new AbortController();

function current(): LanceDb.Connection {
  if (connection === undefined) throw new Error("open() comes first");
  return connection;
}

const methods: NativeMethods = {
  ...clientMethods(current),
  async open(root, how = {}) {
    connection =
      how === "plain"
        ? await lancedb.connect(root)
        : await lancedb.connectNamespace("dir", { root, extraProperties: { ...how } });
  },
  async declareTable(path) {
    const field = new arrow.Field("twice", new arrow.Int32());
    const outcome = await current()
      .createEmptyTable(path.at(-1) ?? "", new arrow.Schema([field, field]), path.slice(0, -1))
      .then(() => "created", String);
    if (!outcome.includes("Duplicate field name")) throw new Error(`expected a refused schema: ${outcome}`);
  },
  keepWriting(prefix) {
    stopping = new AbortController();
    writing = write(prefix, stopping.signal);
  },
  async stopWriting() {
    stopping.abort();
    return (await writing) ?? { writes: 0, failures: [] };
  },
};

async function write(prefix: string, signal: AbortSignal): Promise<{ writes: number; failures: string[] }> {
  const failures: string[] = [];
  let writes = 0;
  for (; !signal.aborted; writes += 2) {
    // A writer that never pauses leaves no room for anybody.
    await sleep(20 * Math.random());
    const path = [`${prefix}${writes}`];
    await methods
      .createNamespace(path)
      .then(() => methods.dropNamespace(path))
      .catch((error: unknown) => failures.push(String(error).slice(0, 300)));
  }
  return { writes, failures };
}

serve({ ...methods });
