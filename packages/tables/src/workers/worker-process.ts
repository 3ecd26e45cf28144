import { type ChildProcess, fork } from "node:child_process";
import { setPriority } from "node:os";
import { fromErrorResponse, type Namespace, ServiceUnavailableError } from "@lancetree/core";
import { type FromWorker, type ToWorker, type WorkerJob, workerVariable } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";

/** Milliseconds for which a process waits for its next operation before it ends. */
const idleMs = 300_000;

/** A child process that runs one operation after the other. */
export class WorkerProcess {
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
          void outcomeOf(asked).then((outcome) => this.#send({ kind: "response", id: message.id, outcome }));
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

/** Others come first where the processor is short. */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 5);
  } catch {
    // It may have ended already, or must not.
  }
}

function endedBySystem(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The process that did this was ended by the system, as where memory is short. What a write came to is unknown.",
  );
}
