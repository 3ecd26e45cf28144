import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, it } from "vitest";
import { conformance } from "../src/index.ts";
import { memoryProfile } from "./memory-profile.ts";

conformance(
  { describe, it },
  memoryProfile(() => new MemoryNamespace()),
);
