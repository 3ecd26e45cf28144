import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWorkers } from "../build-workers.ts";
import { startLancetree } from "../rest/servers.ts";
import { runWorker } from "../run-worker.ts";
import { type BodyKind, bodyKinds } from "./bodies.ts";
import type { BulkJob, BulkMoved } from "./client.ts";

/** One body, or one result of a query, through one server. */
export interface Passage extends BulkMoved {
  readonly server: "now" | "before";
  readonly way: BulkJob["way"];
  readonly kind: BodyKind;
  /** Processor time of the server, in milliseconds. */
  readonly processor: number;
}

export interface BulkSettings {
  readonly rounds: number;
  /** Approximate size of each body. */
  readonly bytes: number;
}

const ways: readonly BulkJob["way"][] = ["insert", "query"];

/**
 * Sends and receives bodies of each kind. Each round uses the server of this checkout and that of the other one, in alternating order.
 * Each server inserts into its own folder; both are queried for the same table.
 */
export async function measureBulk(
  settings: BulkSettings,
  before: string | undefined,
  say: (line: string) => void,
): Promise<Passage[]> {
  if (before !== undefined) buildWorkers(before);
  const passages: Passage[] = [];
  for (const kind of bodyKinds) {
    const root = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
    try {
      for (let round = 0; round < settings.rounds; round++) {
        say(`${kind}, round ${round + 1} of ${settings.rounds}`);
        const servers = (["now", "before"] as const).filter(
          (server) => server === "now" || before !== undefined,
        );
        for (const way of ways) {
          for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
            const folder = join(root, way === "insert" ? server : "now");
            const checkout = server === "before" ? before : undefined;
            const moved = await pass({ way, kind, bytes: settings.bytes }, folder, checkout);
            passages.push({ server, way, kind, ...moved });
          }
        }
      }
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }
  return passages;
}

async function pass(
  job: Omit<BulkJob, "url" | "table">,
  folder: string,
  checkout: string | undefined,
): Promise<BulkMoved & { processor: number }> {
  const server = await startLancetree(folder, checkout);
  try {
    const run = (table: string, way: BulkJob["way"], bytes: number): Promise<BulkMoved> =>
      runWorker<BulkMoved>("bulk/client.ts", {
        ...job,
        url: server.url,
        table,
        way,
        bytes,
      } satisfies BulkJob);
    // LanceDB is loaded with the first call.
    for (const way of ways) await run("warm-up", way, 1);
    const { processor: start } = await server.usage();
    const moved = await run("rows", job.way, job.bytes);
    const { processor } = await server.usage();
    return { ...moved, processor: processor - start };
  } finally {
    await server.stop();
  }
}
