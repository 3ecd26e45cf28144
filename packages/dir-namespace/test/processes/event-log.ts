import { openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Probe } from "./observation.ts";
import type { Operation } from "./operation.ts";

/** What a worker writes down, each before it does the thing or right after it. */
export type Entry =
  | {
      readonly at: "start";
      readonly name: string;
      readonly operation: Operation;
      /** The catalog's latest version then. */
      readonly version: number;
    }
  /** A storage call begins. An operation can have several runs: the first change also completes old intents. */
  | {
      readonly at: "call";
      readonly name: string;
      readonly run: Run;
      readonly call: number;
      readonly effect: string;
    }
  /** The run's last storage call has returned, cleanup included. */
  | { readonly at: "end"; readonly name: string; readonly run: Run }
  /** A read and its result. A read without a result is not recorded. */
  | { readonly at: "read"; readonly probe: Probe }
  | {
      readonly at: "result";
      readonly name: string;
      /** The code of the error, or undefined. */
      readonly code?: number | undefined;
      readonly message?: string | undefined;
      /** The operation that wrote the object in the result: every object has that as a property. */
      readonly by?: string | undefined;
      readonly version: number;
    };

export type Run = "change" | "recovery";

/** A file that only grows, by whole lines, and keeps them when its process is killed. */
export class EventLog {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  write(entry: Entry): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

/** One operation as the event logs record it. */
export interface Recorded {
  readonly name: string;
  readonly worker: string;
  readonly operation: Operation;
  /** It took effect after this version, if at all, and no later than `end`. */
  readonly start: number;
  readonly end: number;
  readonly result?: { readonly code?: number | undefined; readonly by?: string | undefined } | undefined;
  readonly message?: string | undefined;
  readonly calls: number;
  /** Some storage call had begun and the last had not returned when its process was killed. */
  readonly cut: boolean;
}

export interface EventLogs {
  readonly operations: ReadonlyMap<string, Recorded>;
  readonly reads: readonly Probe[];
}

/** @param ends the catalog's version after the death of each worker */
export function readEventLogs(folder: string, ends: ReadonlyMap<string, number>): EventLogs {
  const recorded = new Map<string, Recorded>();
  const reads: Probe[] = [];
  for (const worker of readdirSync(folder)) {
    const end = ends.get(worker) ?? Number.POSITIVE_INFINITY;
    for (const entry of readEntries(join(folder, worker))) {
      if (entry.at === "read") {
        reads.push(entry.probe);
        continue;
      }
      const known = recorded.get(entry.name);
      if (entry.at === "start") {
        const { name, operation, version: start } = entry;
        recorded.set(name, { name, worker, operation, start, end, calls: 0, cut: false });
      } else if (known === undefined) {
        throw new Error(`The journal of worker ${worker} does not begin with the start of ${entry.name}.`);
      } else if (entry.at === "result") {
        const { code, by, version, message } = entry;
        // Storage did not say what became of it: it counts as killed.
        if (code === 17 || code === 21) recorded.set(entry.name, { ...known, message });
        else recorded.set(entry.name, { ...known, result: { code, by }, end: version, message });
      } else if (entry.run === "change") {
        const cut = entry.at === "call";
        recorded.set(entry.name, { ...known, calls: known.calls + Number(cut), cut });
      }
    }
  }
  return { operations: recorded, reads };
}

function readEntries(path: string): Entry[] {
  const lines = readFileSync(path, "utf8").split("\n");
  // What follows the last line end was cut off by a kill, and is empty otherwise.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Entry);
}
