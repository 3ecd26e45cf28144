import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, it } from "vitest";
import { caseCount, conformance, formatCapabilities, formatTotals, type Report } from "../src/index.ts";
import { memoryProfile } from "./memory-profile.ts";

conformance(
  { describe, it },
  {
    ...memoryProfile(() => new MemoryNamespace()),
    report: compare,
  },
);

async function compare(report: Report): Promise<void> {
  process.stdout.write(`memory: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  await expect(formatCapabilities(report)).toMatchFileSnapshot("../../../docs/capabilities/memory.json");
}
