/** `docs/capabilities.md` shows the reports of the conformance kit. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capabilityMatrix, caseCount } from "@lancetree/conformance";
import { expect, test } from "vitest";
import { backends, readCapabilities, recordedMatrix } from "./capability-matrix.ts";
import { partOf } from "./generated-part.ts";
import { root } from "./workspace.ts";

test("every recorded run has a column", () => {
  const files = readdirSync(join(root, "docs/capabilities")).map((name) => name.replace(/\.json$/, ""));
  expect(files.toSorted()).toEqual(Object.keys(backends).toSorted());
});

test("docs/capabilities.md holds what `pnpm pages` writes", () => {
  const page = readFileSync(join(root, "docs/capabilities.md"), "utf8");
  expect(partOf(page, "capability matrix")).toBe(recordedMatrix().trim());
});

test("over REST at least 48 operations do real work, and the others have a reason", () => {
  const states = Object.values(readCapabilities()["REST, dir, tables"] ?? {});
  expect(states).toHaveLength(54);
  expect(states.filter(({ state }) => state === "real").length).toBeGreaterThanOrEqual(48);
  expect(states.filter(({ state }) => state === "unseen")).toEqual([]);
});

test("README.md has the number of operations that no backend supports", () => {
  const states = Object.values(readCapabilities()["REST, dir, tables"] ?? {});
  const words = ["None", "One", "Two", "Three", "Four", "Five", "Six"];
  const number = words[states.filter(({ state }) => state === "unsupported").length];
  expect(readFileSync(join(root, "README.md"), "utf8")).toContain(
    `**${number} of the protocol's ${states.length} operations are unsupported**`,
  );
});

test.each(["docs/conformance.md", "packages/conformance/README.md"])(
  "%s says how many cases there are",
  (page) => {
    const totals = /^(\d+) cases: (\d+) run, (\d+) asserted unsupported, 0 failed/m.exec(
      readFileSync(join(root, page), "utf8"),
    );
    const [cases, run, unsupported] = (totals ?? []).slice(1).map(Number);
    expect([cases, Number(run) + Number(unsupported)]).toEqual([caseCount, caseCount]);
  },
);

test("a different report makes a different matrix", () => {
  const capabilities = readCapabilities();
  const memory = { ...capabilities["memory"], createNamespace: { state: "unseen" } } as const;
  const changed = { ...capabilities, memory } as typeof capabilities;
  expect(capabilityMatrix(changed)).not.toBe(capabilityMatrix(capabilities));
});
