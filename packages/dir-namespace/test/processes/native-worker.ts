import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { connectNamespace } from "@lancedb/lancedb";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { nameOf, parentOf, pathOf } from "../../src/model/object-id.ts";
import { EventLog } from "./event-log.ts";
import { nativeNamespaces, nativeTables } from "./native-names.ts";
import type { Operation } from "./operation.ts";
import { Random } from "./random.ts";
import { VersionWatch } from "./versions.ts";

/** LanceDB's own client: creates and drops in a tree of its own until it is killed. */

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "" },
    eventLogs: { type: "string", default: "" },
    worker: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
  },
});

const { root, worker } = values;
const random = new Random(Number(values.seed));
const eventLog = new EventLog(join(values.eventLogs, worker));
const versions = new VersionWatch(new LocalFolder(root));
const connection = await connectNamespace("dir", { root });
// It checks no parents, so it keeps by itself to what it has made.
const made = new Set([""]);

for (let number = 0; ; number++) {
  await change(randomChange(), `${worker}-${number}`);
  // A native writer that never pauses prevents all other commits.
  await sleep(40 * random.fraction());
}

function randomChange(): Operation {
  for (;;) {
    const isTable = random.chance(0.6);
    const id = random.pick(isTable ? nativeTables(worker) : nativeNamespaces(worker));
    const isEmpty = ![...made].some((other) => other.startsWith(`${id}$`));
    if (made.has(id) && isEmpty && random.chance(0.6)) {
      return { kind: isTable ? "dropTable" : "dropNamespace", id };
    }
    if (!made.has(id) && made.has(parentOf(id))) {
      return isTable ? { kind: "createTable", id } : { kind: "createNamespace", id, mode: "create" };
    }
  }
}

async function change(operation: Operation, name: string): Promise<void> {
  eventLog.write({ at: "start", name, operation, version: await versions.latest() });
  try {
    await execute(operation, name);
    eventLog.write({ at: "result", name, version: await versions.latest() });
  } catch (error) {
    // A writer that gives up among many may or may not have committed.
    eventLog.write({
      at: "result",
      name,
      code: 17,
      message: String(error),
      version: await versions.latest(),
    });
  }
  // What is there is asked again after each change, since a refusal need not be the truth.
  if (await exists(operation)) made.add(operation.id);
  else made.delete(operation.id);
  process.stdout.write("done\n");
}

async function execute({ kind, id }: Operation, name: string): Promise<void> {
  const parent = pathOf(parentOf(id));
  if (kind === "createNamespace") await connection.createNamespace(pathOf(id), { properties: { by: name } });
  if (kind === "dropNamespace") await connection.dropNamespace(pathOf(id), { behavior: "restrict" });
  if (kind === "createTable") (await connection.createTable(nameOf(id), [{ writer: name }], parent)).close();
  if (kind === "dropTable") await connection.dropTable(nameOf(id), parent);
}

async function exists({ kind, id }: Operation): Promise<boolean> {
  const parent = pathOf(parentOf(id));
  const names = kind.endsWith("Table")
    ? await connection.tableNames(parent)
    : (await connection.listNamespaces(parent)).namespaces;
  return names?.includes(nameOf(id)) ?? false;
}
