import type { S3Server } from "../../scripts/object-stores/s3-server.ts";
import type { Library } from "../dir/job.ts";
import { runWorker } from "../run-worker.ts";
import type { BucketCatalogs } from "./catalogs.ts";
import { isRead, type ObjectsJob, type ObjectsOutcome, type Task } from "./job.ts";
import type { DelayProxy } from "./proxy.ts";
import type { SeenRequest } from "./requests.ts";

/** A kind of work that both libraries do. */
export interface Work {
  readonly name: string;
  readonly task: Task;
  readonly callers: number;
  readonly staleness: number;
  /** Whether only Lancetree has such an option or operation. */
  readonly isOwn?: true;
  /** The most requests that a call of Lancetree makes on average, with those that it leaves to the background. */
  readonly maxRequests: number;
}

const single = { callers: 1, staleness: 0 } as const;

export const works: readonly Work[] = [
  { ...single, name: "describe namespace", task: "describe-namespace", maxRequests: 1 },
  {
    ...single,
    name: "describe namespace, within readConsistencyInterval",
    task: "describe-namespace",
    maxRequests: 0,
    staleness: 600,
    isOwn: true,
  },
  { ...single, name: "list 100 namespaces", task: "list-namespaces", maxRequests: 1 },
  {
    ...single,
    name: "list 100 namespaces, within readConsistencyInterval",
    task: "list-namespaces",
    maxRequests: 0,
    staleness: 600,
    isOwn: true,
  },
  { ...single, name: "list 100 tables", task: "list-tables", maxRequests: 1 },
  { ...single, name: "first result of a new process", task: "first-result", maxRequests: 7 },
  { ...single, name: "open table", task: "open-table", maxRequests: 4 },
  { ...single, name: "create namespace", task: "create-namespace", maxRequests: 25 },
  { ...single, name: "create namespace, 16 callers", task: "create-namespace", maxRequests: 2, callers: 16 },
  { ...single, name: "create namespace, 64 callers", task: "create-namespace", maxRequests: 1, callers: 64 },
  { ...single, name: "create table", task: "create-table", maxRequests: 24 },
  { ...single, name: "drop 1,000 objects with cascade", task: "cascade", maxRequests: 40, isOwn: true },
];

export interface Settings {
  readonly sizes: readonly number[];
  /** Milliseconds that the proxy adds to each request. */
  readonly delays: readonly number[];
  readonly libraries: readonly Library[];
  /** How many times each work is done, each time in a new process. */
  readonly rounds: number;
  /** Calls of a single caller that only reads, and of one that writes. */
  readonly calls: { readonly reads: number; readonly writes: number };
  /** Calls by each of several callers. Those of native clients take too long for more than one. */
  readonly callsAtOnce: Readonly<Record<Library, number>>;
  readonly works: readonly Work[];
}

/** What one process did, and the requests that the proxy saw meanwhile. */
export interface Run {
  readonly work: Work;
  readonly objects: number;
  readonly delayMs: number;
  readonly library: Library;
  readonly outcome: ObjectsOutcome;
  readonly requests: readonly SeenRequest[];
}

/** Lets both libraries do the same work on copies of the same catalogs, behind the same proxy. */
export class ObjectsBench {
  readonly #minio: S3Server;
  readonly #proxy: DelayProxy;
  readonly #catalogs: BucketCatalogs;
  readonly #settings: Settings;
  readonly #shared = new Map<number, Promise<string>>();

  constructor(minio: S3Server, proxy: DelayProxy, catalogs: BucketCatalogs, settings: Settings) {
    this.#minio = minio;
    this.#proxy = proxy;
    this.#catalogs = catalogs;
    this.#settings = settings;
  }

  /** @param round - of which the odd ones begin with the other library */
  async run(work: Work, objects: number, delayMs: number, round: number): Promise<Run[]> {
    const runs: Run[] = [];
    const { libraries } = this.#settings;
    for (const library of round % 2 === 0 ? libraries : libraries.toReversed()) {
      if (library === "native" && work.isOwn) continue;
      runs.push(await this.#runOf(work, objects, delayMs, library));
    }
    return runs;
  }

  async #runOf(work: Work, objects: number, delayMs: number, library: Library): Promise<Run> {
    const { calls, callsAtOnce } = this.#settings;
    const root = await this.#rootFor(work, objects);
    const job: ObjectsJob = {
      library,
      task: work.task,
      root,
      storageOptions: { ...this.#minio.storageOptions, endpoint: this.#proxy.endpoint },
      calls: work.callers > 1 ? callsAtOnce[library] : isRead(work.task) ? calls.reads : calls.writes,
      callers: work.callers,
      // Native clients leave nothing to the background.
      restMs: library === "native" || isRead(work.task) ? 0 : 300 + 10 * delayMs,
      staleness: work.staleness,
    };
    this.#proxy.takeRequests();
    this.#proxy.delayMs = delayMs;
    const outcome = await runWorker<ObjectsOutcome>("objects/worker.ts", job);
    return { work, objects, delayMs, library, outcome, requests: this.#proxy.takeRequests() };
  }

  /** Calls that only read share one catalog. */
  #rootFor({ task }: Work, objects: number): Promise<string> {
    const seed = { objects, order: "sorted" } as const;
    if (task === "cascade") return this.#catalogs.copy({ ...seed, cascaded: 1000 });
    if (!isRead(task)) return this.#catalogs.copy({ ...seed, tables: true });
    const shared = this.#shared.get(objects) ?? this.#catalogs.copy({ ...seed, tables: true });
    this.#shared.set(objects, shared);
    return shared;
  }
}
