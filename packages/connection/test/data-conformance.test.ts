import { rm } from "node:fs/promises";
import { conformance } from "@lancetree/conformance";
import { afterAll, beforeAll, describe, it } from "vitest";
import { directoryProfile, writeRegistered } from "./support/directory-profile.ts";

let table = "";

beforeAll(async () => {
  table = await writeRegistered();
});

afterAll(() => rm(table, { recursive: true, force: true }));

describe("withTables over a directory", () => {
  conformance(
    { describe, it },
    directoryProfile(() => table),
  );
});
