import type { Failure } from "../clients/serve-functions.ts";
import type { CallResult, Channel, Outcome } from "./channel.ts";

/** Functions that another process serves. */
// biome-ignore lint: parameters of any type, as in TypeScript's own Parameters
export type Served = Readonly<Record<string, (...parameters: never[]) => unknown>>;

interface Waiting {
  resolve(outcome: Outcome): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

/** Milliseconds after which a call counts as hanging. */
const hangTimeoutMs = 600_000;

/** A process that serves functions. Calls may be concurrent. */
export class WorkerProcess<Methods extends Served> {
  readonly name: string;
  readonly #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  readonly #hangs: number;
  #calls = 0;
  #gone: string | undefined;

  /** @param hangs - milliseconds after which a call counts as hanging; default 10 minutes */
  constructor(name: string, channel: Channel, hangs: number = hangTimeoutMs) {
    this.name = name;
    this.#channel = channel;
    this.#hangs = hangs;
    channel.receive((result) => this.#settle(result));
    channel.child.on("exit", (code, signal) => {
      this.#gone = `${name} ended (${signal ?? code})`;
      for (const waiting of this.#waiting.values()) {
        clearTimeout(waiting.timer);
        waiting.reject(new Error(this.#gone));
      }
      this.#waiting.clear();
    });
  }

  /** Resolves with the value or the failure. Rejects if the process ends or does not respond in time. */
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
      }, this.#hangs);
      this.#waiting.set(call, { resolve, reject, timer });
      this.#channel.send({ call, method, parameters });
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
    const { child } = this.#channel;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.signalCode);
    return new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  }

  async kill(): Promise<void> {
    this.#channel.child.kill("SIGKILL");
    await this.ended();
  }

  #settle({ call, outcome }: CallResult): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    waiting.resolve(outcome);
  }
}
