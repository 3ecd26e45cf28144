import { Job } from "@lancedb/lancedb";
import { isNamespaceError, UnsupportedError } from "@lancetree/core";

type NativeJob = ConstructorParameters<typeof Job>[0];

/**
 * A LanceDB job over work that already runs in this process: it has no id and no record on a server, it can be
 * waited for, and it cannot be cancelled.
 */
export function runningJob(work: Promise<void>): Job {
  let state = "running";
  let failure: NativeJob["failure"] = null;
  const outcome = observe(work, (error) => {
    state = error === undefined ? "finished" : "failed";
    if (error !== undefined) failure = { message: textOf(error), retryable: isRetryable(error) };
  });
  const native: NativeJob = {
    id: null,
    jobType: null,
    creationMs: null,
    specJson: null,
    resultJson: null,
    get state() {
      return state;
    },
    get failure() {
      return failure;
    },
    status: async () => state,
    refresh: async () => undefined,
    async wait() {
      await outcome;
      await work;
    },
    async cancel() {
      if (state === "running") throw new UnsupportedError("A drop that has started cannot be cancelled.");
    },
    events: () => Promise.reject(new UnsupportedError("A job of this process records no events.")),
  };
  return new Job(native);
}

/** Tells how the work ended; never rejects, for a job that nobody waits for. */
async function observe(work: Promise<void>, ended: (error: unknown) => void): Promise<void> {
  try {
    await work;
    ended(undefined);
  } catch (error) {
    ended(error ?? "failed");
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isRetryable(error: unknown): boolean {
  return isNamespaceError(error) && error.isRetryable;
}
