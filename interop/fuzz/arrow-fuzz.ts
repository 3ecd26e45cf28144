/** Random Arrow bodies, whole and damaged, sent to the installed command; pylance reads what it stored. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonChannel } from "../harness/channel.ts";
import { installPython } from "../harness/install-python.ts";
import { WorkerProcess } from "../harness/worker-process.ts";
import { type Held, serveFolder } from "./served-command.ts";

export interface FuzzSettings {
  readonly seed: number;
  /** How many requests with an Arrow body, at least. */
  readonly requests: number;
  /** The first episode; another run may begin with the one that found something. Default 0. */
  readonly episode?: number | undefined;
}

export interface FuzzReport {
  readonly requests: number;
  readonly panics: number;
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What must not be, as JSON. */
  readonly findings: readonly string[];
  /** After each twentieth of the requests. */
  readonly held: readonly Held[];
}

interface Judge extends Record<string, (...parameters: never[]) => unknown> {
  run(url: string, root: string, seed: number, episode: number, most: number): Episode;
}

interface Episode {
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly findings: readonly object[];
}

/** Requests of one episode, so that one body that is damaged at every byte does not take the place of all others. */
const mostOfEpisode = 400;
const samples = 20;

/** Runs episodes until enough requests were sent. Rejects with MissingError where there is no Python for it. */
export async function fuzzArrow(
  { seed, requests, episode = 0 }: FuzzSettings,
  say: (line: string) => void,
): Promise<FuzzReport> {
  const python = installPython();
  const root = await mkdtemp(join(tmpdir(), "lancetree-fuzz-"));
  const server = await serveFolder(root);
  // An episode is hundreds of requests, each of which has a minute.
  const newJudge = (): WorkerProcess<Judge> =>
    new WorkerProcess<Judge>("the judge", pythonChannel(python, "fuzz_arrow.py"), 3_600_000);
  let judge = newJudge();
  const outcomes: Record<string, number> = {};
  const findings: string[] = [];
  const held: Held[] = [];
  let sent = 0;
  try {
    for (let number = episode; sent < requests && server.ended() === undefined; number++) {
      const most = Math.min(mostOfEpisode, Math.max(1, Math.ceil(requests / 8)));
      try {
        const told = await judge.call("run", server.url, root, seed, number, most);
        sent += told.requests;
        for (const [outcome, count] of Object.entries(told.outcomes))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
        const found = told.findings.map((finding) => JSON.stringify(finding));
        for (const finding of found) say(finding);
        findings.push(...found);
      } catch (error) {
        findings.push(`episode ${number}: ${String(error)}`);
        await judge.kill();
        judge = newJudge();
      }
      if (sent >= ((held.length + 1) * requests) / samples && server.ended() === undefined) {
        held.push(await server.held());
        say(progress(sent, held, findings));
      }
    }
    if (server.ended() !== undefined) findings.push(`the server ended with ${server.ended()}`);
    return { requests: sent, panics: server.panics(), outcomes, findings, held };
  } finally {
    await judge.kill();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  }
}

function progress(sent: number, held: readonly Held[], findings: readonly string[]): string {
  const megabytes = ((held.at(-1)?.resident ?? 0) / 2 ** 20).toFixed(0);
  return `${sent} requests, ${megabytes} MB, ${findings.length} findings`;
}
