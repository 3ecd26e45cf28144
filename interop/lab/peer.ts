import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Failure } from "../peers/serve.ts";

/** Functions that another process serves. */
// biome-ignore lint: parameters of any type, as in TypeScript's own Parameters
export type Served = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** What a call was answered with. */
export type Outcome<T = unknown> = { readonly value: T } | { readonly failure: Failure };

interface Waiting {
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** After this long a call counts as hanging. */
const HANGS = 60_000;

/** A process that serves functions. One call after the other or many at once, as the caller likes. */
export class Peer<Methods extends Served> {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #gone: string | undefined;

  /** @param file the program, below `interop/peers` */
  constructor(name: string, file: string, parameters: readonly string[]) {
    this.name = name;
    this.#child = fork(fileURLToPath(new URL(`../peers/${file}`, import.meta.url)), parameters, {
      execArgv: [...process.execArgv, "--conditions", "@lancetree/source"],
      serialization: "advanced",
    });
    this.#child.on("message", (message) => this.#settle(message as { call: number; outcome: Outcome }));
    this.#child.on("exit", (code, signal) => {
      this.#gone = `${name} ended (${signal ?? code})`;
      for (const waiting of this.#waiting.values()) {
        clearTimeout(waiting.timer);
        waiting.reject(new Error(this.#gone));
      }
      this.#waiting.clear();
    });
  }

  /** Resolves with the outcome, good or bad. Rejects when the process dies or does not answer within a minute. */
  attempt<Name extends keyof Methods & string>(
    method: Name,
    ...parameters: Parameters<Methods[Name]>
  ): Promise<Outcome<Awaited<ReturnType<Methods[Name]>>>> {
    const call = this.#calls++;
    const outcome = new Promise<Outcome>((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(new Error(this.#gone));
        return;
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(call);
        reject(new Error(`${this.name} hangs in ${method}(${JSON.stringify(parameters)})`));
      }, HANGS);
      this.#waiting.set(call, { resolve, reject, timer });
      this.#child.send({ call, method, parameters });
    });
    return outcome as Promise<Outcome<Awaited<ReturnType<Methods[Name]>>>>;
  }

  /** As `attempt`; rejects with the failure. */
  async call<Name extends keyof Methods & string>(
    method: Name,
    ...parameters: Parameters<Methods[Name]>
  ): Promise<Awaited<ReturnType<Methods[Name]>>> {
    const outcome = await this.attempt(method, ...parameters);
    if ("value" in outcome) return outcome.value;
    const { code, message } = outcome.failure;
    throw new Error(
      `${this.name}: ${method}(${JSON.stringify(parameters)}) failed${code === undefined ? "" : ` with code ${code}`}: ${message}`,
    );
  }

  /** The failure of a call that has to fail. */
  async refuse<Name extends keyof Methods & string>(
    method: Name,
    ...parameters: Parameters<Methods[Name]>
  ): Promise<Failure> {
    const outcome = await this.attempt(method, ...parameters);
    if ("failure" in outcome) return outcome.failure;
    throw new Error(`${this.name}: ${method}(${JSON.stringify(parameters)}) succeeded and should not have`);
  }

  /** Resolves when the process has ended, with the signal that ended it. */
  ended(): Promise<NodeJS.Signals | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return Promise.resolve(signalCode);
    return new Promise((resolve) => this.#child.once("exit", (_code, signal) => resolve(signal)));
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended();
  }

  #settle({ call, outcome }: { call: number; outcome: Outcome }): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.resolve(outcome);
  }
}
