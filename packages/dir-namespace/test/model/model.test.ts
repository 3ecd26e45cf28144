import { describe, expect, it } from "vitest";
import { check } from "./checker.ts";
import { emptyStore } from "./model-store.ts";
import { nestedTables } from "./nested-scenarios.ts";
import { applyOnObjects, failuresOnObjects } from "./object-model.ts";
import { propertyScenarios } from "./property-scenarios.ts";
import { scenarios, usedNames } from "./scenarios.ts";

/** The number of states of each scenario that are checked; MODEL_STATES sets it for a longer run. */
const states = Number(process.env["MODEL_STATES"] ?? 9_000);
const crashes = Number(process.env["MODEL_CRASHES"] ?? 1);
const everywhere = [...scenarios, ...nestedTables, ...propertyScenarios];
// Most operations of most interleavings fail, and their stack traces are not used.
Error.stackTraceLimit = 0;

describe("operations that are interleaved in every order, with a crash before any effect, are linearizable", () => {
  it.each(everywhere.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
    const report = check(scenario, emptyStore(), { states, crashes });
    expect(report.problem).toBeUndefined();
    // A scenario in which operations never end, or always end in the same way, would test nothing.
    expect(report.ends + Number(report.cut)).toBeGreaterThan(10);
    expect(report.outcomes.size).toBeGreaterThan(1);
  });
});

describe("operations where folders cannot be moved are linearizable as well", () => {
  it.each([...everywhere, ...usedNames].map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    (_, scenario) => {
      // The parts of the search that differ are small.
      const options = { states: states / 5, crashes, moves: false, storage: applyOnObjects };
      const report = check(scenario, emptyStore(), options);
      expect(report.problem).toBeUndefined();
      expect(report.ends + Number(report.cut)).toBeGreaterThan(10);
      expect(report.outcomes.size).toBeGreaterThan(1);
    },
  );
});

describe("operations on an object store where effects fail in part and copies arrive late are linearizable", () => {
  it.each([...everywhere, ...usedNames].map((scenario) => [scenario.name, scenario] as const))(
    "%s",
    (_, scenario) => {
      const rules = { storage: applyOnObjects, failures: failuresOnObjects };
      const report = check(scenario, emptyStore(), { states: states / 5, crashes, moves: false, ...rules });
      expect(report.problem).toBeUndefined();
      expect(report.ends + Number(report.cut)).toBeGreaterThan(10);
      expect(report.outcomes.size).toBeGreaterThan(1);
    },
  );
});
