import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type {
  CreateNamespaceRequest,
  CreateTableRequest,
  DropNamespaceRequest,
  DropTableRequest,
  RenameTableRequest,
} from "@lancetree/core";
import type { CatalogLocation } from "./catalog-location.ts";
import { exited, sourceFlags } from "./worker-process.ts";

export type RaceCall =
  | { readonly do: "createNamespace"; readonly request: CreateNamespaceRequest }
  | { readonly do: "dropNamespace"; readonly request: DropNamespaceRequest }
  | { readonly do: "createTable"; readonly request: CreateTableRequest }
  | { readonly do: "dropTable"; readonly request: DropTableRequest }
  | { readonly do: "renameTable"; readonly request: RenameTableRequest };

/** What one process does, on a catalog that it opens for it. */
export interface Race {
  readonly root: string;
  readonly storageOptions?: Record<string, string> | undefined;
  readonly calls: readonly RaceCall[];
}

export interface RaceResult {
  readonly call: RaceCall;
  readonly properties?: Readonly<Record<string, string>> | null | undefined;
  /** The code of the error, or undefined. */
  readonly code?: number | undefined;
  readonly message?: string | undefined;
}

/** Processes that wait for work. Every second one commits without the write lease. */
export class Racers implements AsyncDisposable {
  readonly #processes: readonly ChildProcess[];

  constructor(count: number) {
    const program = fileURLToPath(new URL("./race-worker.ts", import.meta.url));
    this.#processes = Array.from({ length: count }, (_none, index) =>
      fork(program, index % 2 === 0 ? [] : ["without-lease"], {
        execArgv: sourceFlags,
        serialization: "advanced",
      }),
    );
  }

  /** All at once, each process its calls. @returns the results of each */
  async run(
    catalogLocation: CatalogLocation,
    calls: readonly (readonly RaceCall[])[],
  ): Promise<RaceResult[][]> {
    return Promise.all(
      calls.map(async (own, index) => {
        const process = this.#processes[index];
        if (process === undefined) throw new RangeError(`There is no process for list ${index} of calls.`);
        const race: Race = { ...catalogLocation, calls: own };
        process.send(race);
        const [results] = await once(process, "message");
        return results as RaceResult[];
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes) process.disconnect();
    await Promise.all(this.#processes.map(exited));
  }
}
