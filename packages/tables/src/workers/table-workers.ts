import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import {
  fromErrorResponse,
  isNamespaceError,
  type Namespace,
  ServiceUnavailableError,
  toErrorResponse,
} from "@lancetree/core";
import { type FromWorker, type Outcome, type ToWorker, type WorkerJob, workerVariable } from "./messages.ts";

/** Processes that do what LanceDB cannot end: they are killed when it is to end. */
export interface TableWorkers {
  /**
   * Does one operation in a process of its own. Rejects as the operation does, with the signal's reason when that is aborted, which also
   * kills the process, and with ServiceUnavailable (17) when the system ends the process, as it does where memory is short.
   *
   * @param namespace - is asked where tables are
   */
  run(job: WorkerJob, namespace: Pick<Namespace, "describeTable">, signal?: AbortSignal): Promise<unknown>;
  /** Ends all processes; what they do is given up. */
  close(): void;
}

/** How long a process waits for its next operation before it ends. */
const idleMs = 300_000;

/**
 * Operations that change tables and those that only read them have processes apart, so that neither wait for the other. A process starts
 * when it is first needed and ends when it was not for five minutes.
 *
 * @param most - how many processes there are of each kind at most; further operations wait
 */
export function openTableWorkers({ most }: { readonly most: number }): TableWorkers {
  const pools = { read: new Pool(most), write: new Pool(most) };
  return {
    run(job, namespace, signal) {
      const isRead = job.operation === "countTableRows" || job.operation === "analyzeTableQueryPlan";
      return pools[isRead ? "read" : "write"].run(job, namespace, signal);
    },
    close() {
      pools.read.close();
      pools.write.close();
    },
  };
}

interface Waiting {
  readonly start: (worker: Worker) => void;
}

class Pool {
  readonly #most: number;
  readonly #all = new Set<Worker>();
  readonly #idle: Worker[] = [];
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

  async #acquire(signal: AbortSignal | undefined): Promise<Worker> {
    signal?.throwIfAborted();
    if (this.#isClosed)
      throw new ServiceUnavailableError("The server is about to end; try again in a moment.");
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

  #create(): Worker {
    const worker = new Worker(() => this.#remove(worker));
    this.#all.add(worker);
    return worker;
  }

  #release(worker: Worker): void {
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

  #remove(worker: Worker): void {
    this.#all.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
  }
}

class Worker {
  readonly #child: ChildProcess;
  readonly #onEnd: () => void;
  #rest: NodeJS.Timeout | undefined;
  isAlive = true;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    // Bundled, both stand in one folder; the sources run where a loader for TypeScript does.
    const isSource = import.meta.url.endsWith(".ts");
    this.#child = fork(new URL(isSource ? "../worker.ts" : "./worker.js", import.meta.url), [], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, [workerVariable]: "1" },
      ...(isSource && { execArgv: ["--conditions", "@lancetree/source", "--import", "tsx"] }),
    });
    this.#child.once("exit", () => this.#ended());
    this.#child.once("error", () => this.#ended());
    giveWay(this.#child);
  }

  /** Does an operation. The process is dead after one that is given up. */
  run(
    job: WorkerJob,
    namespace: Pick<Namespace, "describeTable">,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    clearTimeout(this.#rest);
    const child = this.#child;
    child.ref();
    child.channel?.ref();
    return new Promise<unknown>((resolve, reject) => {
      const end = (settle: () => void): void => {
        child.off("message", onMessage).off("exit", onExit).off("error", onExit);
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const onMessage = (message: FromWorker): void => {
        if (message.kind === "describeTable") {
          const asked = namespace.describeTable(message.request, { ...message.options, signal });
          void outcomeOf(asked).then((outcome) => this.#tell({ kind: "answer", id: message.id, outcome }));
        } else if (message.kind === "done") {
          const { outcome } = message;
          end(() => ("error" in outcome ? reject(fromErrorResponse(outcome.error)) : resolve(outcome.value)));
        }
      };
      const onExit = (): void => {
        this.#ended();
        end(() => reject(endedBySystem()));
      };
      const onAbort = (): void => {
        this.kill();
        end(() => reject(signal?.reason));
      };
      child.on("message", onMessage).once("exit", onExit).once("error", onExit);
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else if (this.isAlive) this.#tell({ kind: "job", job });
      else onExit();
    });
  }

  /** Nothing to do: it may end after a while, and keeps no program from ending. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    this.#rest = setTimeout(() => this.kill(), idleMs).unref();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
    this.#ended();
  }

  #tell(message: ToWorker): void {
    if (this.isAlive && this.#child.connected) this.#child.send(message, () => undefined);
  }

  #ended(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    clearTimeout(this.#rest);
    this.#onEnd();
  }
}

/** Others come first where the processor is short. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // It may have ended already, or must not.
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await work };
  } catch (error) {
    return {
      error: toErrorResponse(
        isNamespaceError(error) ? error : new ServiceUnavailableError("The catalog failed."),
      ),
    };
  }
}

function endedBySystem(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The process that did this was ended by the system, as where memory is short. What a write came to is unknown.",
  );
}
