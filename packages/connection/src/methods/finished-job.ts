import type { Job } from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import { lancedb } from "@lancetree/tables";

/** The LanceDB job of a finished drop, as LanceDB returns it for a local table: it has no id and no record on a server. */
export function finishedJob(): Job {
  return new lancedb.Job({
    id: null,
    jobType: null,
    creationMs: null,
    specJson: null,
    resultJson: null,
    state: "finished",
    failure: null,
    status: async () => "finished",
    refresh: async () => undefined,
    wait: async () => undefined,
    cancel: async () => undefined,
    events: () => Promise.reject(new UnsupportedError("Events of a local job are not supported.")),
  });
}
