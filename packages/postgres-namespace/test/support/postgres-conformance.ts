import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caseCount, conformance, formatTotals, inheritedOperations } from "@lancetree/conformance";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrowStream, writeTable } from "../../../dir-namespace/test/support/rows.ts";
import { PostgresNamespace, type PostgresNamespaceOptions } from "../../src/index.ts";

/** A new, empty database. */
export interface TestDatabase {
  readonly database: PostgresNamespaceOptions["database"];
  readonly catalog?: string;
}

/** Defines the cases of the kit for catalogs in a database. */
export function testPostgres(name: string, open: () => Promise<TestDatabase>): void {
  let table: string;
  let root = "";

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
        const namespace = new PostgresNamespace({ root, ...(await open()) });
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
