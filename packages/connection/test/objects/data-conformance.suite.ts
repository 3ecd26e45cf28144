import { caseCount, conformance, formatTotals, type Report } from "@lancetree/conformance";
import { type Namespace, type OperationName, UnsupportedError } from "@lancetree/core";
import { withTables } from "@lancetree/tables";
import { describe, expect, it } from "vitest";
import { freshRoot, storageOptions } from "../../../dir-namespace/test/objects/bucket.ts";
import { StockedDirectory } from "../../../dir-namespace/test/objects/stocked-directory.ts";
import { dataProfile } from "../support/directory-profile.ts";

/** Version files can be recorded and deleted on a local disk only. */
const onDisksOnly: readonly OperationName[] = [
  "createTableVersion",
  "batchCreateTableVersions",
  "batchDeleteTableVersions",
  "batchCommitTables",
];

describe("a directory in a bucket with data operations", () => {
  conformance(
    { describe, it },
    {
      ...dataProfile,
      open: async () => {
        const { namespace, close } = open();
        return { namespace: withoutRecords(namespace), close };
      },
      unsupported: [...dataProfile.unsupported, ...onDisksOnly],
      location: (index) => `registered/${index}.lance`,
      report: compare,
    },
  );

  it("does not record versions", async () => {
    const { namespace, close } = open();
    const id = ["t"];
    await namespace.createTable({ id, data: dataProfile.arrowStream });
    const version = { id, version: 2, manifest_path: "x" };
    for (const call of [
      namespace.createTableVersion(version),
      namespace.batchCreateTableVersions({ entries: [version] }),
      namespace.batchDeleteTableVersions({ id, ranges: [{ start_version: 1, end_version: 2 }] }),
      namespace.batchCommitTables({ operations: [{ create_table_version: version }] }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 0, message: expect.stringContaining("local disk") });
    }
    await close();
  });
});

function open(): { namespace: Namespace; close: () => Promise<void> } {
  const directory = new StockedDirectory({ root: freshRoot() });
  const namespace = withTables(directory, { storageOptions });
  const close = async (): Promise<void> => {
    await namespace.close();
    await directory.close();
  };
  return { namespace, close };
}

/** The kit knows no operation that is unsupported only where the table exists. */
function withoutRecords(namespace: Namespace): Namespace {
  return new Proxy(namespace, {
    get(target, property) {
      if (onDisksOnly.some((operation) => operation === property)) {
        return () => Promise.reject(new UnsupportedError("Version records need a local disk."));
      }
      const member: unknown = Reflect.get(target, property, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

function compare(report: Report): void {
  process.stdout.write(`dir in a bucket, with tables: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
}
