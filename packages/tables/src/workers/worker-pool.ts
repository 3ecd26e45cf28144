import { ServiceUnavailableError } from "@lancetree/core";
import type { TableResolver } from "../engine/resolve-table.ts";
import type { WorkerJob } from "./messages.ts";
import { WorkerProcess } from "./worker-process.ts";

interface Waiting {
  readonly caller: string | undefined;
  readonly start: (worker: WorkerProcess) => void;
}

/**
 * Processes of one kind; a job waits when all of them are busy. A job may take minutes, so a caller leaves one process to the others, and
 * its jobs let those of callers with fewer processes pass.
 */
export class WorkerPool {
  readonly #maxProcesses: number;
  readonly #all = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  /** In the order of arrival. */
  readonly #waiting = new Set<Waiting>();
  /** How many processes each caller has. */
  readonly #counts = new Map<string | undefined, number>();
  #isClosed = false;

  constructor(maxProcesses: number) {
    this.#maxProcesses = maxProcesses;
  }

  async run(
    job: WorkerJob,
    namespace: TableResolver,
    signal: AbortSignal | undefined,
    caller: string | undefined,
  ): Promise<unknown> {
    const worker = await this.#acquire(signal, caller);
    try {
      return await worker.run(job, namespace, signal);
    } finally {
      this.#count(caller, -1);
      this.#release(worker);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const worker of this.#all) worker.kill();
  }

  async #acquire(signal: AbortSignal | undefined, caller: string | undefined): Promise<WorkerProcess> {
    signal?.throwIfAborted();
    if (this.#isClosed)
      throw new ServiceUnavailableError("The server is shutting down; try again in a moment.");
    const isFree = this.#idle.length > 0 || this.#all.size < this.#maxProcesses;
    if (isFree && this.#mayStart(caller)) {
      this.#count(caller, 1);
      return this.#idle.pop() ?? this.#create();
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        caller,
        start: (worker) => {
          signal?.removeEventListener("abort", give);
          this.#count(caller, 1);
          resolve(worker);
        },
      };
      const give = (): void => {
        this.#waiting.delete(waiting);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", give, { once: true });
      this.#waiting.add(waiting);
    });
  }

  #create(): WorkerProcess {
    const worker = new WorkerProcess(() => this.#remove(worker));
    this.#all.add(worker);
    return worker;
  }

  #release(worker: WorkerProcess): void {
    const next = this.#next();
    if (next === undefined) {
      if (worker.isAlive) {
        this.#idle.push(worker);
        worker.rest();
      }
      return;
    }
    this.#waiting.delete(next);
    next.start(worker.isAlive ? worker : this.#create());
  }

  #next(): Waiting | undefined {
    let next: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (!this.#mayStart(waiting.caller)) continue;
      if (next === undefined || this.#countOf(waiting.caller) < this.#countOf(next.caller)) next = waiting;
    }
    return next;
  }

  #mayStart(caller: string | undefined): boolean {
    return caller === undefined || this.#countOf(caller) < Math.max(1, this.#maxProcesses - 1);
  }

  #countOf(caller: string | undefined): number {
    return this.#counts.get(caller) ?? 0;
  }

  #count(caller: string | undefined, change: 1 | -1): void {
    const count = this.#countOf(caller) + change;
    if (count > 0) this.#counts.set(caller, count);
    else this.#counts.delete(caller);
  }

  #remove(worker: WorkerProcess): void {
    this.#all.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
