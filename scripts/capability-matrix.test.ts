/** The capability matrix of the README says what the runs of the conformance kit saw. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { caseCount } from "@lancetree/conformance";
import { expect, test } from "vitest";
import { backends, readCapabilities, withMatrix } from "./capability-matrix.ts";
import { root } from "./workspace.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

test("every run has a column", () => {
  const files = readdirSync(join(root, "docs/capabilities")).map((name) => name.replace(/\.json$/, ""));
  expect(files.toSorted()).toEqual(Object.keys(backends).toSorted());
});

test("the README holds what `pnpm capabilities` writes", () => {
  expect(readme).toBe(withMatrix(readme, readCapabilities()));
});

test("over REST at least 48 operations do real work, and the others have a reason", () => {
  const states = Object.values(readCapabilities()["REST, dir, tables"] ?? {});
  expect(states).toHaveLength(54);
  expect(states.filter(({ state }) => state === "real").length).toBeGreaterThanOrEqual(48);
  expect(states.filter(({ state }) => state === "unseen")).toEqual([]);
});

test.each(["docs/conformance.md", "packages/conformance/README.md"])(
  "%s tells how many cases there are",
  (page) => {
    const shown = /^(\d+) cases: (\d+) run, (\d+) asserted unsupported, 0 failed/m.exec(
      readFileSync(join(root, page), "utf8"),
    );
    const [cases, run, unsupported] = (shown ?? []).slice(1).map(Number);
    expect([cases, Number(run) + Number(unsupported)]).toEqual([caseCount, caseCount]);
  },
);

test("a matrix that drifted is found", () => {
  const capabilities = readCapabilities();
  expect(withMatrix(readme.replace("| yes |", "| no |"), capabilities)).toBe(readme);
  const memory = { ...capabilities["memory"], createNamespace: { state: "unseen" } } as const;
  expect(withMatrix(readme, { ...capabilities, memory } as typeof capabilities)).not.toBe(readme);
  expect(() => withMatrix("# A page", capabilities)).toThrow("no marks");
});
