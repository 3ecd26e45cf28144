import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sourceFlags } from "../processes/worker-process.ts";

/** What became of a call; null when it succeeded. */
export type CallOutcome = { readonly code: unknown; readonly message: string } | null;

export interface Surroundings {
  /** Whether the calls are denied what the modes of files deny, as they are not to root; default false. */
  readonly isDenied?: boolean | undefined;
  /** Shell commands that run before the calls, in namespaces of their own. */
  readonly before?: string | undefined;
  /** Shell commands that run after them, there. */
  readonly after?: string | undefined;
}

/** Makes the calls of the worker on a root, in a process of its own. */
export async function failingCalls(
  root: string,
  { isDenied = false, before = "true", after = "true" }: Surroundings,
): Promise<{ readonly outcomes: ReadonlyMap<string, CallOutcome>; readonly printed: string }> {
  const worker = fileURLToPath(new URL("../processes/failing-calls-worker.ts", import.meta.url));
  const script = `${before}; "$0" "$@"; ${after}`;
  const command = ["/bin/sh", "-c", script, process.execPath, ...sourceFlags, worker, root];
  const isolated = ["--user", "--map-root-user", "--mount", "--", ...command];
  // Root may read and write everything; without these rights it is denied what the modes of its own files deny.
  const rights = "-dac_override,-dac_read_search";
  const denied = process.getuid?.() === 0 ? ["setpriv", `--bounding-set=${rights}`, ...command] : command;
  const [program = "", ...words] = isDenied ? denied : ["unshare", ...isolated];
  const child = spawn(program, words, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env["PATH"] ?? "", LANCEDB_LOG: "off" },
  });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, "close");
  const lines = printed.split("\n").filter((line) => line.startsWith("["));
  const entries = lines.map((line) => JSON.parse(line) as [string, CallOutcome]);
  return { outcomes: new Map(entries), printed };
}
