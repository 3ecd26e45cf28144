import { cpSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { caseCount, conformance, formatTotals, inheritedOperations } from "@lancetree/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrowStream, writeTable } from "../../../dir-namespace/test/support/rows.ts";
import { PostgresNamespace, type PostgresNamespaceOptions } from "../../src/index.ts";

/** A new, empty database. */
export interface TestDatabase {
  readonly database: PostgresNamespaceOptions["database"];
  readonly catalog?: string;
  /** Runs a statement beside the catalog. */
  readonly query: (text: string, values: unknown[]) => Promise<unknown>;
}

/** Defines the cases of the kit for catalogs in a database. */
export function testPostgres(name: string, open: () => Promise<TestDatabase>): void {
  let table: string;
  let root = "";
  let query: TestDatabase["query"];

  beforeAll(async () => {
    table = await mkdtemp(join(tmpdir(), "lancetree-table-"));
    await writeTable(table, [1, 2]);
  });

  afterAll(() => rm(table, { recursive: true, force: true }));

  conformance(
    { describe, it },
    {
      open: async () => {
        root = await mkdtemp(join(tmpdir(), "lancetree-conformance-"));
        const opened = await open();
        ({ query } = opened);
        const { database, catalog } = opened;
        const namespace = new PostgresNamespace({
          root,
          database,
          catalog,
          tableVersionTrackingEnabled: true,
        });
        return {
          namespace,
          close: async () => {
            await namespace.close();
            await rm(root, { recursive: true, force: true });
          },
        };
      },
      unsupported: inheritedOperations(PostgresNamespace.prototype),
      arrowStream: arrowStream([1, 2]),
      // The version that was written is recorded, too.
      stageVersion: async (location, version) => {
        await query("delete from lancetree_versions where version = $1", [version]);
        const manifest = `${(2n ** 64n - 1n - BigInt(version)).toString().padStart(20, "0")}.manifest`;
        const path = join(fileURLToPath(location), "_versions", manifest);
        await rename(path, `${path}-staged`);
        return `${path}-staged`.slice(1);
      },
      // Only what is there can be registered.
      location: (index) => {
        const location = `registered/${index}.lance`;
        cpSync(table, join(root, location), { recursive: true });
        return location;
      },
      report: (report) => {
        process.stdout.write(`${name}: ${formatTotals(report)}\n`);
        expect(report.run + report.unsupported).toBe(caseCount);
      },
    },
  );
}
