import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchServer, startLancetree, startReference } from "../rest/servers.ts";
import { runWorker } from "../run-worker.ts";
import type { ClientName, Job, Measurement } from "./job.ts";

/** A client and a server. */
export interface Setup {
  readonly label: string;
  readonly client: ClientName;
  readonly start: (root: string) => Promise<BenchServer>;
}

const setups: readonly Setup[] = [
  { label: "lancetree → lancetree", client: "lancetree", start: startLancetree },
  { label: "native namespace → lancetree", client: "native namespace", start: startLancetree },
  { label: "native remote → lancetree", client: "native remote", start: startLancetree },
  { label: "lancetree → reference", client: "lancetree", start: startReference },
];

export type Settings = Omit<Job, "client" | "url"> & { readonly rounds: number };

/** One measurement of one setup in one round. */
export interface Run extends Measurement {
  readonly label: string;
}

/**
 * Seeds one catalog, which all servers serve, then measures every setup once a round, in an order that alternates from round to
 * round. Server and client are fresh processes each time; nothing that they do changes the catalog.
 *
 * @param hasReference - whether the reference server can be run here
 */
export async function runRounds(
  { rounds, ...calls }: Settings,
  hasReference: boolean,
  say: (line: string) => void,
): Promise<Run[]> {
  const root = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
  const possible = setups.filter(({ start }) => hasReference || start !== startReference);
  const runs: Run[] = [];
  try {
    await runWorker("rest/seed.ts", { root });
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}`);
      for (const setup of round % 2 === 0 ? possible : possible.toReversed()) {
        runs.push(...(await runOnce(root, setup, calls)));
      }
    }
    return runs;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function runOnce(
  root: string,
  { label, client, start }: Setup,
  calls: Omit<Settings, "rounds">,
): Promise<Run[]> {
  const server = await start(root);
  try {
    const job: Job = { client, url: server.url, ...calls };
    const measurements = await runWorker<Measurement[]>("clients/client.ts", job);
    return measurements.map((measurement) => ({ label, ...measurement }));
  } finally {
    await server.stop();
  }
}
