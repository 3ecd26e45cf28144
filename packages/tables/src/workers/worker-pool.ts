import { type Namespace, ServiceUnavailableError } from "@lancetree/core";
import type { WorkerJob } from "./messages.ts";
import { WorkerProcess } from "./worker-process.ts";

interface Waiting {
  readonly start: (worker: WorkerProcess) => void;
}

/** Processes of one kind; a job waits when all of them are busy. */
export class WorkerPool {
  readonly #most: number;
  readonly #all = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  readonly #waiting = new Set<Waiting>();
  #isClosed = false;

  constructor(most: number) {
    this.#most = most;
  }

  async run(
    job: WorkerJob,
    namespace: Pick<Namespace, "describeTable">,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const worker = await this.#acquire(signal);
    try {
      return await worker.run(job, namespace, signal);
    } finally {
      this.#release(worker);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const worker of this.#all) worker.kill();
  }

  async #acquire(signal: AbortSignal | undefined): Promise<WorkerProcess> {
    signal?.throwIfAborted();
    if (this.#isClosed)
      throw new ServiceUnavailableError("The server is shutting down; try again in a moment.");
    const idle = this.#idle.pop();
    if (idle) return idle;
    if (this.#all.size < this.#most) return this.#create();
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start(worker) {
          signal?.removeEventListener("abort", give);
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
    const [next] = this.#waiting;
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

  #remove(worker: WorkerProcess): void {
    this.#all.delete(worker);
    const index = this.#idle.indexOf(worker);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}
