import {
  caseCount,
  conformance,
  formatTotals,
  inheritedOperations,
  type Report,
} from "@lancetree/conformance";
import { describe, expect, it } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { arrowStream } from "../support/rows.ts";
import { freshRoot } from "./bucket.ts";
import { StockedDirectory } from "./stocked-directory.ts";

const unsupported = inheritedOperations(DirectoryNamespace.prototype);

describe.each([true, false])("in a bucket, with dirListingEnabled %s", (dirListingEnabled) => {
  conformance(
    { describe, it },
    {
      open: async () => {
        const namespace = new StockedDirectory({ root: freshRoot(), dirListingEnabled });
        return { namespace, close: () => namespace.close() };
      },
      unsupported,
      arrowStream: arrowStream([1, 2]),
      location: (index) => `registered/${index}.lance`,
      report: compare,
    },
  );
});

function compare(report: Report): void {
  process.stdout.write(`dir in a bucket: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
}
