import {
  caseCount,
  conformance,
  formatTotals,
  inheritedOperations,
  type Report,
} from "@lancetree/conformance";
import { type CallOptions, type RegisterTableRequest, type RegisterTableResponse } from "@lancetree/core";
import { describe, expect, it } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { arrowStream } from "../support/rows.ts";
import { freshRoot, storageOptions, writeTable } from "./bucket.ts";

const unsupported = inheritedOperations(DirectoryNamespace.prototype);

describe.each([true, false])("in a bucket, with dirListingEnabled %s", (dirListingEnabled) => {
  conformance(
    { describe, it },
    {
      open: async () => {
        const namespace = new Stocked(freshRoot(), dirListingEnabled);
        return { namespace, close: () => namespace.close() };
      },
      unsupported,
      arrowStream: arrowStream([1, 2]),
      location: (index) => `registered/${index}.lance`,
      report: compare,
    },
  );
});

/** Only what is there can be registered. */
class Stocked extends DirectoryNamespace {
  readonly #root: string;
  readonly #written = new Set<string>();

  constructor(root: string, dirListingEnabled: boolean) {
    super({ root, storageOptions, dirListingEnabled });
    this.#root = root;
  }

  override async registerTable(
    request: RegisterTableRequest,
    options?: CallOptions,
  ): Promise<RegisterTableResponse> {
    const { location } = request;
    if (/^registered\/\d+\.lance$/.test(location) && !this.#written.has(location)) {
      this.#written.add(location);
      await writeTable(`${this.#root}/${location}`, [1, 2]);
    }
    return super.registerTable(request, options);
  }
}

function compare(report: Report): void {
  process.stdout.write(`dir in a bucket: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
}
