export type { Operation } from "./blocked.ts";
export { conformance, type Fixture, type Profile, type TestRunner } from "./conformance.ts";
