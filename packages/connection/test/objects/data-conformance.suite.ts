import { caseCount, conformance, formatTotals, type Report } from "@lancetree/conformance";
import { withTables } from "@lancetree/tables";
import { describe, expect, it } from "vitest";
import { freshRoot, storageOptions } from "../../../dir-namespace/test/objects/bucket.ts";
import { StockedDirectory } from "../../../dir-namespace/test/objects/stocked-directory.ts";
import { dataProfile } from "../support/directory-profile.ts";

describe("a directory in a bucket with data operations", () => {
  conformance(
    { describe, it },
    {
      ...dataProfile,
      open: async () => {
        const directory = new StockedDirectory({ root: freshRoot() });
        const namespace = withTables(directory, { storageOptions });
        const close = async (): Promise<void> => {
          await namespace.close();
          await directory.close();
        };
        return { namespace, close };
      },
      // Version files are recorded on a local disk only.
      unsupported: [
        ...dataProfile.unsupported,
        "createTableVersion",
        "batchCreateTableVersions",
        "batchCommitTables",
      ],
      location: (index) => `registered/${index}.lance`,
      report: compare,
    },
  );
});

function compare(report: Report): void {
  process.stdout.write(`dir in a bucket, with tables: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
}
