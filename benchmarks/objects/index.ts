/** Catalogs in a bucket that is far away: requests and times of both libraries behind a proxy that delays each request. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMinioBuilt } from "../../scripts/minio/binary.ts";
import { startMinio } from "../../scripts/minio/server.ts";
import type { Part } from "../part.ts";
import { BucketCatalogs, bucket } from "./catalogs.ts";
import { cascade, ObjectsBench, type Run, type Settings, works } from "./comparisons.ts";
import { linesOf } from "./lines.ts";
import { startDelayProxy } from "./proxy.ts";
import { reportOf } from "./report.ts";

const full: Settings = {
  sizes: [1000, 25_000],
  delays: [30, 100],
  libraries: ["lancetree", "native"],
  calls: 5,
  callsAtOnce: { lancetree: 4, native: 1 },
  works,
};
const short: Settings = {
  sizes: [1000],
  delays: [5],
  libraries: ["lancetree"],
  calls: 3,
  callsAtOnce: { lancetree: 1, native: 1 },
  works: works.filter(({ callers }) => callers === 1),
};

export const objects: Part = {
  page: "docs/benchmarks-objects.md",
  async run(isShort, say) {
    if (isShort && !(await isMinioBuilt())) {
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
      for (const delayMs of settings.delays) {
        for (const size of settings.sizes) {
          for (const work of settings.works) {
            // Native clients that conflict with each other take minutes with the greater delay.
            if (work.callers > 1 && delayMs !== settings.delays[0]) continue;
            say(`${delayMs} ms, ${size.toLocaleString("en")} objects: ${work.name}`);
            runs.push(...(await bench.run(work, size, delayMs)));
          }
        }
        if (!isShort) runs.push(...(await bench.run(cascade, 1000, delayMs)));
      }
      // The bounds are for catalogs of the size of the short form.
      const failures = isShort ? linesOf(runs).flatMap(({ failure = [] }) => failure) : [];
      return { report: reportOf(runs), record: { settings, runs }, failures };
    } finally {
      await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};
