import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { build } from "esbuild";
import type { ProgramSettings, StepResult } from "./program/step.ts";

const worker = `
import { runProgram } from "./program/program.ts";
export default { fetch: async (request) => Response.json(await runProgram(await request.json())) };
`;

// the worker may call this machine, and nothing else
const configuration = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "program", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "program")],
);
`;

/** Runs the program in workerd, the runtime of Cloudflare's workers, bundled as for a deployment. */
export async function runInWorker(
  workerd: string,
  project: string,
  settings: ProgramSettings,
): Promise<readonly StepResult[]> {
  await build({
    stdin: { contents: worker, resolveDir: project },
    outfile: join(project, "worker.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    logLevel: "silent",
  });
  const file = join(project, "worker.capnp");
  writeFileSync(file, configuration);
  const child = spawn(workerd, ["serve", file, "--control-fd=3"], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  try {
    const body = JSON.stringify(settings);
    const response = await fetch(`http://127.0.0.1:${await portOf(child)}`, { method: "POST", body });
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd returned status ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as StepResult[];
  } finally {
    child.kill("SIGKILL");
  }
}

/** workerd prints its port as a line of JSON. */
async function portOf(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdio[3] as Readable });
  const ended = once(child, "exit").then(() => {
    throw new Error("workerd ended before it listened");
  });
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  ended.catch(() => undefined);
  const { port } = JSON.parse(line) as { port: number };
  return port;
}
