/** The diagrams of README.md and docs/architecture.md show the packages that exist and what they depend on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { partOf } from "./generated-part.ts";
import { fullDiagram, readDependencies, shortDiagram } from "./package-diagram.ts";
import { readPackages, root } from "./workspace.ts";

const dependencies = readDependencies();
const partIn = (page: string): string => partOf(readFileSync(join(root, page), "utf8"), "diagram");

test("docs/architecture.md holds what `pnpm pages` writes", () => {
  expect(partIn("docs/architecture.md")).toBe(fullDiagram(dependencies));
});

test("README.md holds what `pnpm pages` writes, with every package", () => {
  expect(partIn("README.md")).toBe(shortDiagram(dependencies, ["demo"]));
  for (const { folder } of readPackages("packages")) {
    expect(partIn("README.md")).toMatch(new RegExp(`\\b${folder.replace("packages/", "")}\\b`));
  }
});

test("every folder of packages and apps is in the table of docs/architecture.md", () => {
  const page = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const folders = ["packages", "apps"] as const;
  const missing = folders
    .flatMap((parent) => readPackages(parent).map(({ folder }) => folder))
    .filter((folder) => !page.includes(`\n| \`${folder}\``));
  expect(missing).toEqual([]);
});

const manifest = { version: "0.0.0" };
const example = readDependencies([
  { folder: "packages/a", manifest: { ...manifest, name: "@lancetree/a", dependencies: { zod: "1" } } },
  {
    folder: "packages/b",
    manifest: {
      ...manifest,
      name: "@lancetree/b",
      dependencies: { "@lancetree/a": "1" },
      peerDependencies: { "@lancedb/lancedb": "1" },
    },
  },
  {
    folder: "packages/c",
    manifest: {
      ...manifest,
      name: "@lancetree/c",
      dependencies: { "@lancetree/b": "1", "@lancetree/a": "1" },
    },
  },
]);

test("the full diagram has every dependency on Lancetree's packages and on LanceDB", () => {
  expect(fullDiagram(example)).toBe(
    '```mermaid\nflowchart BT\n  b --> lancedb[("@lancedb/lancedb")] & a\n  c --> a & b\n```',
  );
});

test("the short diagram leaves out what follows, LanceDB, and the packages named", () => {
  expect(shortDiagram(example)).toBe("```mermaid\nflowchart TB\n  c --> b\n  b --> a\n```");
  expect(shortDiagram(example, ["c"])).toBe("```mermaid\nflowchart TB\n  b --> a\n```");
});
