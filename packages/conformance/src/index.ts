export { capabilityMatrix } from "./capability-matrix.ts";
export type { ArrowHelpers, Row } from "./catalog.ts";
export { caseCount, conformance, type Fixture, type Profile, type TestRunner } from "./conformance.ts";
export { inheritedOperations } from "./inherited-operations.ts";
export {
  type Capabilities,
  type Capability,
  formatCapabilities,
  formatTotals,
  type Report,
} from "./report.ts";
