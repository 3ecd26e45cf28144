import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance } from "@lancetree/conformance";
import { type OperationName, operationNames } from "@lancetree/core";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { createMapNamespace } from "../src/map-namespace.ts";
import { runProgram } from "./run-program.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-backend-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("its table is created, filled and read, and nothing is left behind", async () => {
  expect(runProgram("custom-backend", folder, [], { TMPDIR: folder })).toEqual({
    status: 0,
    stdout: "prod/user holds 2 rows.\nUnsupportedError: listTables is not supported by this namespace.\n",
    stderr: "",
  });
  expect((await readdir(folder)).filter((name) => name.startsWith("lancetree"))).toEqual([]);
});

test("the backend and the program that uses it stay below 65 lines", async () => {
  const sources = await Promise.all(
    ["custom-backend.ts", "map-namespace.ts"].map((name) =>
      readFile(new URL(`../src/${name}`, import.meta.url), "utf8"),
    ),
  );
  expect(sources.join("").trimEnd().split("\n").length).toBeLessThan(65);
});

describe("the small backend keeps the contract in what it supports", () => {
  const supported = new Set<OperationName>([
    "createNamespace",
    "declareTable",
    "describeTable",
    "deregisterTable",
  ]);
  conformance(
    { describe, it },
    {
      open: async () => ({ namespace: createMapNamespace(() => `tables/${crypto.randomUUID()}`) }),
      unsupported: operationNames.filter((name) => !supported.has(name)),
    },
  );
});
