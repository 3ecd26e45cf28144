import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  caseCount,
  conformance,
  formatCapabilities,
  formatTotals,
  inheritedOperations,
  type Report,
} from "@lancetree/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { arrowStream, writeTable } from "./rows.ts";

/** Defines the cases of the kit for a catalog with this option. */
export function testDirectory(dirListingEnabled: boolean): void {
  let table: string;

  beforeAll(async () => {
    table = await mkdtemp(join(tmpdir(), "lancetree-table-"));
    await writeTable(table, [1, 2]);
  });

  afterAll(() => rm(table, { recursive: true, force: true }));

  let root = "";
  conformance(
    { describe, it },
    {
      open: async () => {
        const folder = await mkdtemp(join(tmpdir(), "lancetree-conformance-"));
        root = join(folder, "catalog");
        const namespace = new DirectoryNamespace({ root, dirListingEnabled });
        return {
          namespace,
          close: async () => {
            await namespace.close();
            await rm(folder, { recursive: true, force: true });
          },
        };
      },
      unsupported: inheritedOperations(DirectoryNamespace.prototype),
      arrowStream: arrowStream([1, 2]),
      // Only what is there can be registered.
      location: (index) => {
        const location = `registered/${index}.lance`;
        cpSync(table, join(root, location), { recursive: true });
        return location;
      },
      report: compare,
    },
  );
}

async function compare(report: Report): Promise<void> {
  process.stdout.write(`dir: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  await expect(formatCapabilities(report)).toMatchFileSnapshot("../../../docs/capabilities/dir.json");
}
