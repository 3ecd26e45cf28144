export type { Operation } from "./blocked.ts";
export type { ArrowHelpers, Row } from "./catalog.ts";
export { conformance, type Fixture, type Profile, type TestRunner } from "./conformance.ts";
