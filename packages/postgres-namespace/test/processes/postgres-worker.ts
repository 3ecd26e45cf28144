import { setTimeout as sleep } from "node:timers/promises";
import { openTableEngine } from "@lancetree/tables";
import { Pool } from "pg";
import { LocalFolder } from "../../../dir-namespace/src/folders/local-folder.ts";
import {
  announce,
  backendSettings,
  current,
  eventLog,
  random,
  work,
  workerNumber,
} from "../../../dir-namespace/test/processes/work.ts";
import { type PgPool, PostgresNamespace } from "../../src/index.ts";
import { type PostgresLocation, urlOfWorker } from "./postgres-backend.ts";
import { VersionLog } from "./version-log.ts";

/** Works on a catalog in PostgreSQL until it is killed. It announces each statement on its standard output. */

const { url, root }: PostgresLocation = JSON.parse(backendSettings);
const pool = new Pool({
  connectionString: urlOfWorker(url, String(workerNumber)),
  connectionTimeoutMillis: 10_000,
});
pool.on("error", () => undefined);

/** The number of statements of each change that has not ended. */
const calls = new Map<string, number>();

/** Shows a statement before it is sent. Statements that a change left for the background are not shown. */
async function show(statement: string): Promise<void> {
  const { name, kind } = current.getStore() ?? { name: "", kind: "" };
  const call = calls.get(name);
  if (call === undefined) return;
  calls.set(name, call + 1);
  eventLog.write({ at: "call", name, run: "change", call: call + 1, effect: statement.trim().slice(0, 40) });
  announce(`${kind} ${call + 1}`);
  await pause();
}

/** As a busy network does: what can come between two statements does come. */
async function pause(): Promise<void> {
  const luck = random.fraction();
  if (luck < 0.25) await sleep(random.fraction() * 20);
  else if (luck < 0.253) await sleep(500);
}

async function around<Result>(statement: string, send: () => Promise<Result>): Promise<Result> {
  await show(statement);
  const result = await send();
  await pause();
  return result;
}

const database: PgPool = {
  query: (statement, values) => around(statement, () => pool.query(statement, values)),
  async connect() {
    const client = await pool.connect();
    return {
      query: (statement, values) => around(statement, () => client.query(statement, values)),
      release: (error) => client.release(error),
      on: (event, listener) => client.on(event, listener),
      removeListener: (event, listener) => client.removeListener(event, listener),
    };
  },
};

const namespace = new PostgresNamespace({ database, root });

await work({
  namespace,
  engine: await openTableEngine(),
  folder: new LocalFolder(root),
  versions: new VersionLog(url),
  isRegistrable: () => true,
  changeBegins(name) {
    calls.set(name, 0);
  },
  changeEnded(name) {
    const call = calls.get(name);
    calls.delete(name);
    if (call === undefined) return;
    eventLog.write({ at: "end", name, run: "change" });
    announce(`${current.getStore()?.kind} end`);
  },
});
