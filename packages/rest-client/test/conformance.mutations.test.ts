import { MemoryNamespace } from "@lancetree/core/memory";
import { afterAll, describe, expect, it } from "vitest";
import { collect } from "../../conformance/test/collect.ts";
import { concurrencyMutants } from "../../conformance/test/mutants/concurrency.ts";
import { mutants } from "../../conformance/test/mutants/index.ts";
import { directoryOverRest } from "./support/directory-over-rest.ts";
import { memoryOverRest } from "./support/memory-over-rest.ts";
import { dataWireMutants, wireMutants } from "./support/wire-mutants.ts";

// The kit has to find wrong implementations behind our server and our client as well, and mistakes of the two.

/** What cannot be seen from here: the client or the server refuses the request before it gets to the mistake. */
const putRight: readonly string[] = [
  "a missing id means the root",
  "'..' and foreign names are accepted",
  "only namespaces check their names",
  "the message does not name the component",
  "an unknown mode is the default",
  "properties are turned into strings instead of refused",
  "limit 0 means all",
  "signals are ignored",
  "the signal's reason is wrapped",
];

/** Over a socket it is left to chance whether two callers meet in the one moment in which these are wrong. */
const steady = mutants.filter((mutant) => !concurrencyMutants.includes(mutant));

let found = 0;

afterAll(() => {
  process.stdout.write(`rest: the kit found ${found} mutations, ${putRight.length} cannot be seen there\n`);
});

const within = (rules: readonly string[]) => ({
  includes: (rule: string) => rules.includes(rule),
  bail: true,
});

describe("rules that the namespace behind the server breaks", () => {
  it.each(steady.filter(({ bug }) => !putRight.includes(bug)))("finds that $bug", async ({ rules, make }) => {
    const { failed } = await collect(memoryOverRest(make), within(rules));
    expect(failed.size).toBe(1);
    found++;
  });

  it.each(mutants.filter(({ bug }) => putRight.includes(bug)))(
    "cannot see that $bug",
    async ({ rules, make }) => {
      const { failed } = await collect(memoryOverRest(make), within(rules));
      expect(Object.fromEntries(failed)).toEqual({});
    },
  );
});

describe("mistakes on the wire", () => {
  it.each(wireMutants)("finds that $bug", async ({ rules, fetch }) => {
    for (const rule of rules) {
      const profile = memoryOverRest(() => new MemoryNamespace(), { fetch });
      const { failed } = await collect(profile, within([rule]));
      expect(failed.size, `failures of the rule ${rule}`).toBe(1);
    }
    found++;
  });

  it.each(dataWireMutants)("finds that $bug", async ({ cases, fetch }) => {
    const select = { includes: (_: string, name: string) => cases.test(name) };
    const right = await collect(
      directoryOverRest(() => ""),
      select,
    );
    expect([right.passed > 0, right.failed.size]).toEqual([true, 0]);
    const wrong = await collect(
      directoryOverRest(() => "", { fetch }),
      select,
    );
    expect([wrong.passed, wrong.failed.size]).toEqual([0, right.passed]);
    found++;
  });
});

it("finds more than the 25 mutations that are asked for", () => {
  expect(found).toBeGreaterThanOrEqual(25);
});
