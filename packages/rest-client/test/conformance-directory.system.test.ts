import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  caseCount,
  conformance,
  formatCapabilities,
  formatTotals,
  type Report,
} from "@lancetree/conformance";
import { unsupportedReasons } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { directoryOverRest, writeRegistered } from "./support/directory-over-rest.ts";

let folder = "";
let table = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-registered-"));
  table = await writeRegistered(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("our client, our server and a directory with tables", () => {
  conformance(
    { describe, it },
    {
      ...directoryOverRest(() => table),
      report: compare,
    },
  );
});

async function compare(report: Report): Promise<void> {
  process.stdout.write(`rest, dir with tables: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  const states = Object.entries(report.capabilities);
  const real = states.filter(([, { state }]) => state === "real");
  expect(real.length).toBeGreaterThanOrEqual(48);
  const rest = states.filter(([, { state }]) => state !== "real");
  expect(Object.fromEntries(rest)).toEqual(
    Object.fromEntries(
      Object.entries(unsupportedReasons).map(([operation, reason]) => [
        operation,
        { state: "unsupported", reason },
      ]),
    ),
  );
  await expect(formatCapabilities(report)).toMatchFileSnapshot(
    "../../../docs/capabilities/rest-dir-with-tables.json",
  );
}
