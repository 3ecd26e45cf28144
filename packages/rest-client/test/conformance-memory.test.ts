import {
  caseCount,
  conformance,
  formatCapabilities,
  formatTotals,
  type Report,
} from "@lancetree/conformance";
import { describe, expect, it } from "vitest";
import { memoryOverRest } from "./support/memory-over-rest.ts";

describe("our client, our server and the memory namespace", () => {
  conformance(
    { describe, it },
    {
      ...memoryOverRest(),
      report: compare,
    },
  );
});

async function compare(report: Report): Promise<void> {
  process.stdout.write(`rest, memory: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  await expect(formatCapabilities(report)).toMatchFileSnapshot("../../../docs/capabilities/rest-memory.json");
}
