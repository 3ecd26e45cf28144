import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { fromErrorResponse, ServiceUnavailableError } from "@lancetree/core";
import type { TableResolver } from "../engine/resolve-table.ts";
import { type FromWorker, type ToWorker, type WorkerJob, workerVariable } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";

/** Milliseconds for which a worker waits for its next operation before it ends. */
const idleMs = 300_000;

/** A child process that runs one operation after the other. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #onEnd: () => void;
  #rest: NodeJS.Timeout | undefined;
  isAlive = true;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    // The bundled worker is in the folder of this file. The source file needs a loader for TypeScript.
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

  /** Runs an operation. Aborting it kills the process. */
  run(job: WorkerJob, namespace: TableResolver, signal: AbortSignal | undefined): Promise<unknown> {
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
        if (message.kind === "ask") {
          void outcomeOf(ask(namespace, message, signal)).then((outcome) =>
            this.#send({ kind: "response", id: message.id, outcome }),
          );
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
      else if (this.isAlive) this.#send({ kind: "job", job });
      else onExit();
    });
  }

  /** Called without work: the worker ends after a while, and does not keep its parent from ending. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
    this.#rest = setTimeout(() => this.kill(), idleMs).unref();
  }

  kill(): void {
    this.#child.kill("SIGKILL");
    this.#ended();
  }

  #send(message: ToWorker): void {
    if (this.isAlive && this.#child.connected) this.#child.send(message, () => undefined);
  }

  #ended(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    clearTimeout(this.#rest);
    this.#onEnd();
  }
}

function ask(
  namespace: TableResolver,
  { question, request, options }: Extract<FromWorker, { kind: "ask" }>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  // The worker has typed the request by the question.
  return namespace[question](request as never, { ...options, signal });
}

/** Gives the worker a lower priority than other processes. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // It may have ended already, or must not.
  }
}

function endedBySystem(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The operating system ended the process that ran this operation, possibly because memory is short. A write may have taken effect.",
  );
}
