/** Catalogs in a bucket that is far away: requests and times of both libraries behind a proxy that delays each request. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isBuilt } from "../../scripts/go-program.ts";
import { minioProgram } from "../../scripts/minio/program.ts";
import { startMinio } from "../../scripts/minio/server.ts";
import type { Part } from "../part.ts";
import { checksBounds } from "../targets.ts";
import { BucketCatalogs, bucket } from "./catalogs.ts";
import { ObjectsBench, type Run, type Settings, type Work, works } from "./comparisons.ts";
import { linesOf } from "./lines.ts";
import { startDelayProxy } from "./proxy.ts";
import { reportOf } from "./report.ts";

const full: Settings = {
  sizes: [1000, 25_000],
  delays: [30, 100],
  libraries: ["lancetree", "native"],
  rounds: 3,
  calls: { reads: 3, writes: 1 },
  callsAtOnce: { lancetree: 4, native: 1 },
  works,
};
const short: Settings = {
  sizes: [1000],
  delays: [5],
  libraries: ["lancetree"],
  rounds: 1,
  calls: { reads: 3, writes: 3 },
  callsAtOnce: { lancetree: 1, native: 1 },
  works: works.filter(({ callers, task }) => callers === 1 && task !== "cascade"),
};

export const objects: Part = {
  page: "docs/benchmarks-objects.md",
  async run(isShort, say) {
    if (isShort && !isBuilt(minioProgram)) {
      return { report: "MinIO is not built here: `objects` was not run.", record: {}, failures: [] };
    }
    const settings = isShort ? short : full;
    const scratch = await mkdtemp(join(tmpdir(), "lancetree-objects-"));
    try {
      await using minio = await startMinio([bucket]);
      await using proxy = await startDelayProxy(minio.endpoint);
      using catalogs = new BucketCatalogs(scratch, minio);
      const bench = new ObjectsBench(minio, proxy, catalogs, settings);
      const runs: Run[] = [];
      for (const { round, delayMs, size, work } of stepsOf(settings)) {
        say(`round ${round + 1}, ${delayMs} ms, ${size.toLocaleString("en")} objects: ${work.name}`);
        runs.push(...(await bench.run(work, size, delayMs, round)));
      }
      // The bounds are for catalogs of the size of the short form. A call that takes long on a busy machine makes more requests.
      const failures = checksBounds(isShort, say) ? linesOf(runs).flatMap(({ failure = [] }) => failure) : [];
      return { report: reportOf(runs), record: { settings, runs }, failures };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

interface Step {
  readonly round: number;
  readonly delayMs: number;
  readonly size: number;
  readonly work: Work;
}

/** What is measured, in this order. */
function stepsOf({ rounds, delays, sizes, works: all }: Settings): Step[] {
  return Array.from({ length: rounds }, (_none, round) => round).flatMap((round) =>
    delays.flatMap((delayMs) =>
      sizes.flatMap((size) =>
        all
          // Native clients that conflict with each other take minutes with the greater delay.
          .filter(({ callers }) => callers === 1 || delayMs === delays[0])
          .map((work) => ({ round, delayMs, size, work })),
      ),
    ),
  );
}
