import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLancetree } from "../rest/servers.ts";
import { runWorker } from "../run-worker.ts";
import type { MemoryJob, Moved } from "./client.ts";

/** What one direction came to. */
export interface Passage extends Moved {
  readonly way: MemoryJob["way"];
  readonly rows: number;
  /** Bytes that the server held before the first request, and at its worst. */
  readonly idle: number;
  readonly peak: number;
}

/** Moves rows into a table through a server, then out of it through another one, and looks what the servers held. */
export async function measureMemory(
  { inserted, queried }: { inserted: number; queried: number },
  say: (line: string) => void,
): Promise<Passage[]> {
  const root = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
  const pass = async (way: MemoryJob["way"], rows: number): Promise<Passage> => {
    say(`${way} ${rows} rows`);
    const server = await startLancetree(root);
    try {
      const { resident: idle } = await server.usage();
      const job: MemoryJob = { way, url: server.url, rows };
      const moved = await runWorker<Moved>("memory/client.ts", job);
      const { peak } = await server.usage();
      return { ...moved, way, rows, idle, peak };
    } finally {
      await server.stop();
    }
  };
  try {
    return [await pass("insert", inserted), await pass("query", queried)];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
