/** Sends random Arrow bodies, valid and damaged, to the installed command, and reads the stored tables with pylance. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonChannel } from "../harness/channel.ts";
import { installPython } from "../harness/install-python.ts";
import { type Held, serveCatalog } from "../harness/served-command.ts";
import { WorkerProcess } from "../harness/worker-process.ts";

export interface FuzzSettings {
  readonly seed: number;
  /** The least number of requests with an Arrow body. */
  readonly requests: number;
  /** The number of the first episode, for example that of an earlier finding. Default 0. */
  readonly episode?: number | undefined;
}

export interface FuzzReport {
  readonly requests: number;
  readonly panics: number;
  /** The number of times that each outcome occurred. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** The findings, as JSON. */
  readonly findings: readonly string[];
  /** After each twentieth of the requests. */
  readonly held: readonly Held[];
}

interface Checker extends Record<string, (...parameters: never[]) => unknown> {
  run(url: string, root: string, seed: number, episode: number, maxRequests: number): Episode;
}

interface Episode {
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: readonly object[];
}

/** The most requests of one episode, so that a body that is damaged at every byte does not use up all requests. */
const maxEpisodeRequests = 400;
const samples = 20;

/** Runs episodes until enough requests were sent. Rejects with MissingError if there is no suitable Python. */
export async function fuzzArrow(
  { seed, requests, episode = 0 }: FuzzSettings,
  say: (line: string) => void,
): Promise<FuzzReport> {
  const python = installPython();
  const root = await mkdtemp(join(tmpdir(), "lancetree-fuzz-"));
  const server = await serveCatalog(["--root", root]);
  // An episode has hundreds of requests, each with a timeout of a minute.
  const newChecker = (): WorkerProcess<Checker> =>
    new WorkerProcess<Checker>("the checker", pythonChannel(python, "fuzz_arrow.py"), 3_600_000);
  let checker = newChecker();
  const outcomes: Record<string, number> = {};
  const findings: string[] = [];
  const held: Held[] = [];
  let sent = 0;
  try {
    for (let number = episode; sent < requests && server.ended() === undefined; number++) {
      const maxRequests = Math.min(maxEpisodeRequests, Math.max(1, Math.ceil(requests / 8)));
      try {
        const report = await checker.call("run", server.url, root, seed, number, maxRequests);
        sent += report.requests;
        for (const [outcome, count] of Object.entries(report.outcomes))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
        const found = report.findings.map((finding) => JSON.stringify(finding));
        for (const finding of found) say(finding);
        findings.push(...found);
      } catch (error) {
        findings.push(`episode ${number}: ${String(error)}`);
        await checker.kill();
        checker = newChecker();
      }
      if (sent >= ((held.length + 1) * requests) / samples && server.ended() === undefined) {
        held.push(await server.held());
        say(progress(sent, held, findings));
      }
    }
    if (server.ended() !== undefined) findings.push(`the server ended with ${server.ended()}`);
    return { requests: sent, panics: server.panics(), outcomes, findings, held };
  } finally {
    await checker.kill();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function progress(sent: number, held: readonly Held[], findings: readonly string[]): string {
  const megabytes = ((held.at(-1)?.resident ?? 0) / 2 ** 20).toFixed(0);
  return `${sent} requests, ${megabytes} MB, ${findings.length} findings`;
}
