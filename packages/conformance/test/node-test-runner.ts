// Run by node-test.test.ts as a program of its own: node:test cannot run inside vitest.
import { describe, it } from "node:test";
import { MemoryNamespace } from "@lancetree/core/memory";
import { conformance } from "../src/index.ts";
import { memoryProfile } from "./memory-profile.ts";

conformance(
  { describe, it },
  memoryProfile(() => new MemoryNamespace()),
);
