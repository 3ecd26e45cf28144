import { type ChildProcess, fork, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Failure } from "../peers/serve.ts";

/** What a call was answered with. */
export type Outcome<T = unknown> = { readonly value: T } | { readonly failure: Failure };

export interface Call {
  readonly call: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

export interface Answer {
  readonly call: number;
  readonly outcome: Outcome;
}

/** A process that was started, and the way to it. */
export interface Channel {
  readonly child: ChildProcess;
  send(call: Call): void;
  receive(listener: (answer: Answer) => void): void;
}

// Lance's warnings about what it will change are of no interest here.
const quiet = { ...process.env, LANCE_LOG: "error" };

/** @param file a program below `interop/peers` */
export function nodeChannel(file: string, parameters: readonly string[] = []): Channel {
  const child = fork(fileURLToPath(new URL(`../peers/${file}`, import.meta.url)), parameters, {
    execArgv: [...process.execArgv, "--conditions", "@lancetree/source"],
    serialization: "advanced",
    env: quiet,
  });
  return {
    child,
    send: (call) => child.send(call),
    receive: (listener) => child.on("message", (message) => listener(message as Answer)),
  };
}

/**
 * Calls and answers are lines of JSON there.
 *
 * @param python the interpreter of the environment
 * @param file a program below `interop/python`
 */
export function pythonChannel(python: string, file: string): Channel {
  const program = fileURLToPath(new URL(`../python/${file}`, import.meta.url));
  const child = spawn(python, ["-W", "ignore", "-B", program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: quiet,
  });
  // Whoever waits for an answer is told when the process ends; a pipe that breaks first says nothing more.
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    send: (call) => child.stdin.write(`${JSON.stringify(call)}\n`),
    receive: (listener) => lines.on("line", (line) => listener(JSON.parse(line) as Answer)),
  };
}
