import { rm } from "node:fs/promises";
import {
  caseCount,
  conformance,
  formatCapabilities,
  formatTotals,
  type Report,
} from "@lancetree/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectNamespace } from "../src/index.ts";
import { profileAt, writeRegistered } from "./support/directory-profile.ts";

let table = "";

beforeAll(async () => {
  table = await writeRegistered();
});

afterAll(() => rm(table, { recursive: true, force: true }));

describe('db.namespace of connectNamespace("dir"), which is withTables over a directory', () => {
  conformance(
    { describe, it },
    {
      ...profileAt(
        () => table,
        async (root) => {
          const db = await connectNamespace("dir", { root });
          return { namespace: db.namespace, close: () => db[Symbol.asyncDispose]() };
        },
      ),
      report: compare,
    },
  );
});

async function compare(report: Report): Promise<void> {
  process.stdout.write(`dir with tables: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  await expect(formatCapabilities(report)).toMatchFileSnapshot(
    "../../../docs/capabilities/dir-with-tables.json",
  );
}
