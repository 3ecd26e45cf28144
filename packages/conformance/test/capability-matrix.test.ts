import { type OperationName, operationNames } from "@lancetree/core";
import { expect, it } from "vitest";
import { subjects } from "../src/generated/subjects.ts";
import { type Capabilities, type Capability, capabilityMatrix } from "../src/index.ts";

const capabilities = (of: (operation: OperationName) => Capability): Capabilities =>
  Object.fromEntries(operationNames.map((operation) => [operation, of(operation)])) as Capabilities;

it("has a row for every operation, once", () => {
  const all = operationNames.toSorted();
  expect(all).toHaveLength(54);
  expect(Object.values(subjects).flat().toSorted()).toEqual(all);
  const lines = capabilityMatrix({ a: capabilities(() => ({ state: "real" })) }).split("\n");
  expect(lines).toHaveLength(2 + Object.keys(subjects).length);
  const named = lines.flatMap((line) => [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual(all);
});

it("groups operations with equal cells, and gives the reason of what no backend supports", () => {
  const little = capabilities((operation) =>
    operation === "createTableTag" ? { state: "real" } : { state: "unsupported", reason: "small" },
  );
  const much = capabilities((operation) => {
    if (operation === "alterTransaction") return { state: "unsupported", reason: "no transactions" };
    return operation === "describeTransaction" ? { state: "unseen" } : { state: "real" };
  });
  const page = capabilityMatrix({ little, much });
  const widths = page.split("\n").flatMap((line) => (line.startsWith("|") ? [line.length] : []));
  expect(new Set(widths).size).toBe(1);
  const matrix = page.replaceAll(/ +\|/g, " |").replaceAll(/-+ \|/g, "--- |");
  expect(matrix).toContain("| about | operations | little | much |\n| --- | --- | --- | --- |\n");
  expect(matrix).toContain("\n| tags | `createTableTag` | yes | yes |\n");
  expect(matrix).toContain("\n| tags | `listTableTags`, `getTableTagVersion`, `updateTableTag`, ");
  expect(matrix).toContain("\n| transactions | `describeTransaction` | no | not shown |\n");
  expect(matrix.split("\n").slice(-4)).toEqual([
    "No backend supports these:",
    "",
    "- `describeTransaction`: small",
    "- `alterTransaction`: no transactions",
  ]);
});
