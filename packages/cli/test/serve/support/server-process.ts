import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { programArguments } from "../../support/program.ts";

/** A `lancetree serve` of its own process. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** All that it wrote so far, to either stream. */
  readonly written: () => string;
  /** The audit lines on stdout so far. */
  readonly audit: () => readonly AuditLine[];
  /** Waits until it wrote something that fits. */
  readonly saw: (pattern: RegExp) => Promise<void>;
  readonly send: (signal: NodeJS.Signals) => void;
  /** Waits for the end: the exit code, or the signal that ended it. */
  readonly ended: () => Promise<number | NodeJS.Signals | null>;
  /** Sends a signal and waits for the end; the exit code, or the signal that ended it. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>;
}

export interface AuditLine {
  readonly who: string | null;
  readonly operation: string | null;
  readonly path: readonly string[] | null;
  readonly otherPaths?: readonly (readonly string[])[];
  readonly database: string | null;
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
  readonly durationMs: number;
}

/** Ends the server when the process of the test has ended, also where that was killed and no `afterAll` ran. Its workers skip it. */
const endWithTest = `--import=data:text/javascript,${encodeURIComponent(`
  if (["serve", "ui"].includes(process.argv[2])) {
    process.channel.unref();
    process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
  }`)}`;

/**
 * Starts `lancetree serve` and waits until it listens. Rejects with its output when it ends before.
 *
 * @param before - shell commands that run before it; they and the server have mounts of their own then
 */
export async function startServer(
  words: readonly string[],
  environment: Record<string, string> = {},
  before?: string,
): Promise<ServerProcess> {
  const serveWords = words.includes("--port") ? words : ["--port", "0", ...words];
  return startProgram(["serve", ...serveWords], /Serving .* at \S+/, environment, before);
}

/** Starts a command of `lancetree` that runs until it is ended, and waits for a line that fits. */
export async function startProgram(
  words: readonly string[],
  ready: RegExp,
  environment: Record<string, string> = {},
  before?: string,
): Promise<ServerProcess> {
  const command = [process.execPath, endWithTest, ...programArguments, ...words];
  const isolated = ["unshare", "--user", "--map-root-user", "--mount", "--", "/bin/sh", "-c"];
  const [program = "", ...rest] =
    before === undefined ? command : [...isolated, `${before}; exec "$0" "$@"`, ...command];
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { ...process.env, NO_COLOR: "1", ...environment },
  });
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  const written = (): string => err + out;
  await until(child, () => ready.test(written()), written);
  const ended: ServerProcess["ended"] = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, "close");
    return child.exitCode ?? child.signalCode;
  };
  const end: ServerProcess["end"] = async (signal = "SIGTERM") => {
    child.kill(signal);
    return ended();
  };
  return {
    url: / at (https?:\S+)/.exec(err)?.[1] ?? "",
    pid: child.pid ?? 0,
    written,
    audit: () =>
      out
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): AuditLine => JSON.parse(line)),
    saw: (pattern) => until(child, () => pattern.test(written()), written),
    send: (signal) => void child.kill(signal),
    ended,
    end,
    async [Symbol.asyncDispose]() {
      await end("SIGKILL");
    },
  };
}

/** Runs a command to its end. */
export async function run(
  words: readonly string[],
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [...programArguments, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  await once(child, "close");
  return { code: child.exitCode, out, err };
}

async function until(child: ChildProcess, isSo: () => boolean, written: () => string): Promise<void> {
  for (let waited = 0; waited < 600_000; waited += 20) {
    if (isSo()) return;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(20);
  }
  if (isSo()) return;
  child.kill("SIGKILL");
  throw new Error(`The server did not get there:\n${written()}`);
}
