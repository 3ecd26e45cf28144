import { MemoryNamespace } from "@lancetree/core/memory";
import { expect, it } from "vitest";
import { collect } from "./collect.ts";
import { memoryProfile } from "./memory-profile.ts";
import { mutants } from "./mutants/index.ts";

// A kit that cannot fail proves nothing: here it meets wrong implementations and has to find every one of them.

const right = await collect(memoryProfile(() => new MemoryNamespace()));

it("finds nothing wrong with the right implementation", () => {
  expect(Object.fromEntries(right.failed)).toEqual({});
  expect(right.passed).toBeGreaterThan(250);
});

it.each(mutants)("finds that $bug", async ({ rules, make }) => {
  const { failed } = await collect(memoryProfile(make), { includes: (rule) => rules.includes(rule) });
  const found = new Set([...failed.keys()].map((name) => name.split(" > ")[0]));
  expect([...found]).toEqual(expect.arrayContaining([...rules]));
});

it("meets a wrong implementation of every rule", () => {
  const covered = new Set(mutants.flatMap((mutant) => mutant.rules));
  expect([...covered].toSorted()).toEqual(
    [
      "path shape",
      "component names",
      "create mode",
      "drop mode",
      "drop behavior",
      "mode spelling",
      "required parents",
      "one id space",
      "wrong kind",
      "root",
      "missing parent",
      "properties",
      "property changes",
      "finding",
      "list order",
      "pages",
      "error shape",
      "table names",
      "visible effects",
      "concurrency",
      "abort signal",
      "unsupported",
    ].toSorted(),
  );
});
