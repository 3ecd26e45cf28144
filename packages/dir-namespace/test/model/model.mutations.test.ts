import { describe, expect, it } from "vitest";
import type { CommitEffect } from "../../src/model/effect.ts";
import { type CheckOptions, check, type Report, type Scenario } from "./checker.ts";
import { emptyStore } from "./model-store.ts";
import { nestedTables } from "./nested-scenarios.ts";
import { failureOmissions, objectOmissions, omissions, seeingEqualFolders } from "./omissions.ts";
import { propertyScenarios } from "./property-scenarios.ts";
import { scenarios, usedNames } from "./scenarios.ts";

// Most operations of most interleavings fail, and their stack traces are not used.
Error.stackTraceLimit = 0;

describe("the model checker reports a violation if", () => {
  it.each(Object.keys(omissions))("%s", (name) => {
    // Effects that share a commit bypass the changed storage.
    expect(firstProblem({ storage: omissions[name]!, share: () => false })).toBeDefined();
  });

  it.each(Object.keys(objectOmissions))("where folders cannot be moved: %s", (name) => {
    const options = { storage: objectOmissions[name]!, share: () => false, moves: false };
    const aboutFolders = scenarios.filter((scenario) => scenario.name.startsWith("root: "));
    expect(firstProblem(options, [...usedNames, ...aboutFolders])).toBeDefined();
  });

  it.each(Object.keys(failureOmissions))("where effects of an object store fail: %s", (name) => {
    const options = { ...failureOmissions[name], share: () => false, moves: false };
    expect(firstProblem(options, usedNames)).toBeDefined();
  });

  it("only a table with the same folder shares it, not one inside of it", () => {
    expect(firstProblem({ storage: seeingEqualFolders, share: () => false }, nestedTables)).toBeDefined();
  });

  it("two effects on one row share a commit", () => {
    const share = ([first, ...others]: readonly CommitEffect[]): boolean =>
      first !== undefined &&
      first.effect !== "delete-below" &&
      first.effect !== "rename" &&
      others.every((other) => other.effect === first.effect);
    expect(firstProblem({ share })).toBeDefined();
  });
});

/** The numbers of states of each scenario that are checked, one after the other: most omissions show early in some scenario. */
const bounds = [300, 1000, 8000];

function firstProblem(
  options: Partial<CheckOptions>,
  among: readonly Scenario[] = [...scenarios, ...propertyScenarios],
): Report["problem"] {
  for (const bound of bounds) {
    for (const scenario of among) {
      const { problem } = check(scenario, emptyStore(), { states: bound, crashes: 1, ...options });
      if (problem) return problem;
    }
  }
  return undefined;
}
