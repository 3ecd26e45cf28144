import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { killReport } from "../processes/kill-report.ts";
import { oneCaller } from "../processes/kill-run.ts";
import { endpointOption, freshRoot, storageOptions } from "./bucket.ts";
import { faultKinds, startFaultProxy } from "./fault-proxy.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-faults-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("behind a bad network no acknowledged change is lost and none happens twice", async () => {
  await using proxy = await startFaultProxy(storageOptions[endpointOption] ?? "", 11);
  const root = freshRoot();
  const report = await killReport({
    ...oneCaller,
    kills: 0,
    seconds: 0,
    operations: 60,
    processes: 2,
    seed: 5,
    mix: "names",
    without: [],
    folder,
    catalogLocation: { root, storageOptions },
    workers: { root, storageOptions: { ...storageOptions, [endpointOption]: proxy.endpoint } },
  });
  const { violations, outcomes, operations, versions } = report;
  process.stdout.write(`${JSON.stringify({ operations, versions, outcomes, faults: [...proxy.counts] })}\n`);
  expect(violations).toEqual([]);
  expect(versions).toBeGreaterThan(15);
  const kinds = [...proxy.counts.keys()];
  expect(faultKinds.filter((fault) => !kinds.some((kind) => kind.startsWith(fault)))).toEqual([]);
});
