import { type ChildProcess, fork, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { installProgram } from "../../installed/product/install-program.ts";
import type { Failure } from "../clients/serve-functions.ts";

/** The value that a call resolved with, or its failure. */
export type Outcome<T = unknown> = { readonly value: T } | { readonly failure: Failure };

export interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

export interface CallResult {
  readonly call: number;
  readonly outcome: Outcome;
}

/** A child process and the connection to it. */
export interface Channel {
  readonly child: ChildProcess;
  send(call: Call): void;
  receive(listener: (result: CallResult) => void): void;
}

// Lance's warnings are not of interest here.
const quiet = { ...process.env, LANCE_LOG: "error", LANCEDB_LOG: "error" };

/** The programs that use Lancetree's packages, bundled into a project with the installed packages. */
const programs = {
  federation: await installProgram("interop/clients/federation.ts"),
  native: await installProgram("interop/clients/native.ts"),
  lancetree: await installProgram("interop/clients/lancetree.ts"),
  "rest-client": await installProgram("interop/clients/rest-client.ts"),
  server: await installProgram("interop/clients/server.ts"),
  catalog: await installProgram("interop/runtimes/catalog.ts"),
};

export function nodeChannel(name: keyof typeof programs, parameters: readonly string[] = []): Channel {
  const child = fork(programs[name], parameters, {
    // The programs are JavaScript and do not need this process's TypeScript loader.
    execArgv: [],
    serialization: "advanced",
    env: quiet,
  });
  return {
    child,
    send: (call) => child.send(call),
    receive: (listener) => child.on("message", (message) => listener(message as CallResult)),
  };
}

/**
 * Starts a Python program. Calls and results are lines of JSON.
 *
 * @param python - the interpreter of the environment
 * @param file - a program below `interop/python`
 */
export function pythonChannel(python: string, file: string): Channel {
  const program = fileURLToPath(new URL(`../python/${file}`, import.meta.url));
  const child = spawn(python, ["-W", "ignore", "-B", program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: quiet,
  });
  // A broken pipe can be ignored: when the process ends, its exit rejects all pending calls.
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    send: (call) => child.stdin.write(`${JSON.stringify(call)}\n`),
    receive: (listener) => lines.on("line", (line) => listener(JSON.parse(line) as CallResult)),
  };
}
