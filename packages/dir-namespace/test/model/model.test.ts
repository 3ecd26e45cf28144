import { describe, expect, it } from "vitest";
import type { CommitEffect } from "../../src/model/effect.ts";
import { type CheckOptions, check, type Report } from "./checker.ts";
import { emptyStore } from "./model-store.ts";
import { nestedTables } from "./nested-scenarios.ts";
import { applyOnObjects } from "./object-model.ts";
import { objectOmissions, omissions, seeingEqualFolders } from "./omissions.ts";
import { scenarios, usedNames } from "./scenarios.ts";

/** Every scenario's whole space, or its first so many states: a longer run takes MODEL_STATES. */
const states = Number(process.env["MODEL_STATES"] ?? 9_000);
const crashes = Number(process.env["MODEL_CRASHES"] ?? 1);
// Most operations of most interleavings fail; nobody reads where.
Error.stackTraceLimit = 0;

describe("the catalog's own decisions, in every interleaving and with a crash anywhere", () => {
  it.each([...scenarios, ...nestedTables].map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    (_, scenario) => {
      const report = check(scenario, emptyStore(), { states, crashes });
      expect(report.problem).toBeUndefined();
      // A scenario in which operations never end, or end one way only, would show nothing.
      expect(report.ends + Number(report.cut)).toBeGreaterThan(10);
      expect(report.outcomes.size).toBeGreaterThan(1);
    },
  );
});

describe("the same where folders do not move", () => {
  it.each(
    [...scenarios, ...usedNames, ...nestedTables].map((scenario) => [scenario.name, scenario] as const),
  )("%s", (_, scenario) => {
    // The spaces that differ are small.
    const options = { states: states / 5, crashes, moves: false, storage: applyOnObjects };
    const report = check(scenario, emptyStore(), options);
    expect(report.problem).toBeUndefined();
    expect(report.ends + Number(report.cut)).toBeGreaterThan(10);
    expect(report.outcomes.size).toBeGreaterThan(1);
  });
});

describe("the checker finds what is wrong when a step or a condition is left out", () => {
  it.each(Object.keys(omissions))("%s", (name) => {
    // What shares a commit goes past the broken storage.
    expect(firstProblem({ storage: omissions[name]!, share: () => false })).toBeDefined();
  });

  it.each(Object.keys(objectOmissions))("where folders do not move: %s", (name) => {
    const options = { storage: objectOmissions[name]!, share: () => false, moves: false };
    const aboutFolders = scenarios.filter((scenario) => scenario.name.startsWith("root: "));
    expect(firstProblem(options, [...usedNames, ...aboutFolders])).toBeDefined();
  });

  it("only a table with the same folder counts as sharing it, none inside of it", () => {
    expect(firstProblem({ storage: seeingEqualFolders, share: () => false }, nestedTables)).toBeDefined();
  });

  it("two steps on one row share a commit", () => {
    const share = ([first, ...others]: readonly CommitEffect[]): boolean =>
      first !== undefined &&
      first.effect !== "delete-below" &&
      first.effect !== "rename" &&
      others.every((other) => other.effect === first.effect);
    expect(firstProblem({ share })).toBeDefined();
  });
});

/** How many states of each scenario are tried, first of all scenarios few: what is left out shows early in one of them. */
const bounds = [300, 1000, 8000];

function firstProblem(options: Partial<CheckOptions>, among = scenarios): Report["problem"] {
  for (const bound of bounds) {
    for (const scenario of among) {
      const { problem } = check(scenario, emptyStore(), { states: bound, crashes: 1, ...options });
      if (problem) return problem;
    }
  }
  return undefined;
}
