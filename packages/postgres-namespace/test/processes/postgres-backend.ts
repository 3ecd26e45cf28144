import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openTableEngine } from "@lancetree/tables";
import { noRows } from "../../../dir-namespace/src/index/row-index.ts";
import { type Row, storedRow } from "../../../dir-namespace/src/model/row.ts";
import { Snapshot } from "../../../dir-namespace/src/model/snapshot.ts";
import type { Backend } from "../../../dir-namespace/test/processes/backend.ts";
import { Prober } from "../../../dir-namespace/test/processes/observation.ts";
import type { RemovalKinds, Replay, ReplayedVersion } from "../../../dir-namespace/test/processes/replay.ts";
import type { Residue } from "../../../dir-namespace/test/processes/residue.ts";
import { startWorker } from "../../../dir-namespace/test/processes/worker-process.ts";
import { PostgresNamespace } from "../../src/index.ts";
import { type LoggedRow, VersionLog } from "./version-log.ts";

/** Where a catalog in PostgreSQL is. */
export interface PostgresLocation {
  readonly url: string;
  /** A folder on the local disk. */
  readonly root: string;
}

/** The URL with the name under which the server knows a worker's connections. */
export function urlOfWorker(url: string, worker: string): string {
  const named = new URL(url);
  named.searchParams.set("application_name", `worker-${worker}`);
  return named.href;
}

/** Creates a catalog that logs its versions, in a database that has none. */
export async function postgresBackend(
  location: PostgresLocation,
  restart?: () => Promise<void>,
): Promise<Backend> {
  const { url, root } = location;
  await using creator = new PostgresNamespace({ database: url, root });
  await creator.migrate();
  await using installer = new VersionLog(url);
  await installer.install();
  return {
    moves: true,
    killedAt: { first: 1, last: 3 },
    startWorker: (programArguments, options) =>
      startWorker(
        new URL("./postgres-worker.ts", import.meta.url),
        [...programArguments, "--backend", JSON.stringify(location)],
        options,
      ),
    async watch() {
      const versions = new VersionLog(url);
      const engine = await openTableEngine();
      const namespace = new PostgresNamespace({ database: url, root });
      return {
        versions,
        prober: new Prober(namespace, engine, versions),
        probeFolders: async () => undefined,
        async recover() {
          // As if a day had gone by: then other processes remove what killed ones left.
          await versions.query("update lancetree_pending_files set not_before = now()");
          await namespace.removeDueFiles();
        },
        async [Symbol.asyncDispose]() {
          await namespace.close();
          await engine.close();
          await versions[Symbol.asyncDispose]();
        },
      };
    },
    async settled(worker) {
      await using log = new VersionLog(url);
      const connections = (): Promise<unknown[]> =>
        log.query("select 1 from pg_stat_activity where application_name = $1", [`worker-${worker}`]);
      while ((await connections()).length > 0) await sleep(10);
    },
    replay: () => replay(location),
    residue: (last) => residueIn(location, last),
    ...(restart && { restart }),
  };
}

/** Nothing but its absence is left of a removed row. */
const removalKinds: RemovalKinds = (_after, { kind }, below) => {
  if (kind === "table") return ["dropTable", "deregisterTable"];
  return below === 0 ? ["dropNamespace", "cascadeNamespace"] : ["cascadeNamespace"];
};

async function replay({ url }: PostgresLocation): Promise<Replay> {
  await using log = new VersionLog(url);
  const versions: ReplayedVersion[] = [{ snapshot: new Snapshot(0, noRows), visible: new Map() }];
  let rows = new Map<string, Row>();
  for (const { version, before, after } of await log.changes()) {
    if (version >= versions.length) rows = new Map(rows);
    if (before) rows.delete(before.object_id);
    if (after && after.object_id !== "") rows.set(after.object_id, rowOf(after));
    // A number without a change belongs to a transaction that was rolled back.
    for (let next = versions.length; next < version; next++) {
      const { visible, snapshot } = versions[next - 1] ?? {
        visible: rows,
        snapshot: new Snapshot(0, noRows),
      };
      versions.push({ visible, snapshot: new Snapshot(next, snapshot.rows) });
    }
    versions[version] = { snapshot: new Snapshot(version, noRows.with(rows)), visible: rows };
  }
  return { versions, violations: [], removalKinds };
}

function rowOf({ object_id: id, kind, location, properties }: LoggedRow): Row {
  return storedRow({ id, kind: kind === 1 ? "namespace" : "table", location, properties });
}

/** Folders that no row names, and folders that are still to be removed. */
async function residueIn({ url, root }: PostgresLocation, last: ReplayedVersion): Promise<Residue> {
  await using log = new VersionLog(url);
  const named = new Set<string | null>(await log.keptFolders());
  for (const { location } of last.visible.values()) named.add(location);
  const folders = (await readdir(root)).filter((name) => name !== "external" && !named.has(name));
  const pending = await log.query<{ location: string }>("select location from lancetree_pending_files");
  return {
    unnamed: [],
    violations: [
      ...folders.map((name) => `${name} is left over`),
      ...pending.map(({ location }) => `${location} was not removed`),
    ],
  };
}
