/** The rules on imports, time limits, words and names hold in the repository, and each fails on a tree that breaks it. */
import { describe, expect, test } from "vitest";
import { findCycles, findWrongArrows } from "./repository-rules/arrows.ts";
import { findCircles } from "./repository-rules/circles.ts";
import { packageOf, treeOf } from "./repository-rules/fixtures.ts";
import { findNames } from "./repository-rules/names.ts";
import { findShortLimits } from "./repository-rules/time-limits.ts";
import { readTree } from "./repository-rules/tree.ts";
import { findUnusedAllowances, findWords } from "./repository-rules/words.ts";

const repository = readTree();

test("the tree contains the files of the repository", () => {
  expect(repository.has("packages/core/src/index.ts")).toBe(true);
  expect([...repository.keys()].filter((path) => path.includes("node_modules"))).toEqual([]);
});

describe("every arrow points towards core", () => {
  test("in this repository", () => {
    expect(findWrongArrows(repository)).toEqual([]);
  });

  const demo = { "apps/demo/package.json": { name: "@lancetree/demo" } };
  const cases: [string, Record<string, string | object>, RegExp][] = [
    [
      "core takes a value from spec",
      packageOf("core", 'import { a } from "@lancetree/spec";', ["@lancetree/spec"]),
      /index\.ts:1: .*import type/,
    ],
    [
      "core takes an inline type from spec",
      packageOf("core", 'import { type A } from "@lancetree/spec";', ["@lancetree/spec"]),
      /import type/,
    ],
    [
      "core loads spec later",
      packageOf("core", 'await import("@lancetree/spec");', ["@lancetree/spec"]),
      /import type/,
    ],
    [
      "core imports a backend",
      packageOf("core", "", ["@lancetree/tables"]),
      /must not depend on @lancetree\/tables/,
    ],
    [
      "spec imports core",
      packageOf("spec", 'import type { A } from "@lancetree/core";', ["@lancetree/core"]),
      /must not depend on @lancetree\/core/,
    ],
    [
      "dir-namespace imports LanceDB",
      packageOf(
        "dir-namespace",
        'export * from "@lancedb/lancedb";',
        ["@lancedb/lancedb"],
        "peerDependencies",
      ),
      /only tables and connection/,
    ],
    [
      "connection loads LanceDB past tables",
      packageOf(
        "connection",
        'import { Connection } from "@lancedb/lancedb";',
        ["@lancedb/lancedb"],
        "peerDependencies",
      ),
      /index\.ts:1: .*only types/,
    ],
    ["tables brings a LanceDB", packageOf("tables", "", ["@lancedb/lancedb"]), /peer dependency/],
    ["core asks for LanceDB", packageOf("core", "", ["@lancedb/lancedb"], "peerDependencies"), /must not/],
    [
      "rest-client imports a backend",
      packageOf("rest-client", 'import type { A } from "@lancetree/dir-namespace";', [
        "@lancetree/dir-namespace",
      ]),
      /must not depend/,
    ],
    [
      "rest-server declares a backend",
      packageOf("rest-server", "", ["@lancetree/connection"]),
      /must not depend/,
    ],
    [
      "federation imports the server",
      packageOf("federation", "", ["@lancetree/rest-server"]),
      /must not depend/,
    ],
    [
      "a package imports an app",
      { ...demo, ...packageOf("cli", 'import "@lancetree/demo";', ["@lancetree/demo"]) },
      /the app/,
    ],
    ["an import is not declared", packageOf("tables", 'import "apache-arrow";'), /not a dependency/],
    ["an import leaves its package", packageOf("tables", 'import "../../core/src/index.ts";'), /leaves/],
    ["core uses Node", packageOf("core", 'import { join } from "node:path";'), /outside of Node/],
    [
      "conformance uses Node in a type",
      packageOf("conformance", 'export type A = import("node:fs").Stats;'),
      /outside of Node/,
    ],
  ];
  test.each(cases)("fails when %s", (_name, files, message) => {
    const problems = findWrongArrows(treeOf(files));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join("\n")).toMatch(message);
  });

  test("accepts all allowed dependencies", () => {
    const files = {
      ...packageOf("core", 'import type { A } from "@lancetree/spec";', ["@lancetree/spec"]),
      ...packageOf(
        "tables",
        'import type { A } from "@lancedb/lancedb"; import "node:fs"; import "@lancetree/core/memory";',
        ["@lancedb/lancedb", "@lancetree/core"],
        "peerDependencies",
      ),
      ...packageOf("cli", "", ["@lancedb/lancedb"]),
    };
    expect(findWrongArrows(treeOf(files))).toEqual([]);
  });
});

describe("no package depends on itself", () => {
  test("in this repository", () => {
    expect(findCycles(repository)).toEqual([]);
  });

  test("fails on a circle of two", () => {
    const files = {
      ...packageOf("core", "", ["@lancetree/spec"]),
      ...packageOf("spec", "", ["@lancetree/core"]),
    };
    expect(findCycles(treeOf(files))).toHaveLength(2);
  });
});

describe("no file imports itself by way of others", () => {
  test("in this repository", () => {
    expect(findCircles(repository)).toEqual([]);
  });

  test("fails on circles of values, of types and of re-exports", () => {
    const tree = treeOf({
      "packages/core/src/index.ts": 'export * from "./values/one.ts"; export * from "./types.ts";',
      "packages/core/src/values/one.ts": 'import { two } from "../two.ts"; import "../three.ts";',
      "packages/core/src/two.ts": 'export * from "./values/one.ts";',
      "packages/core/src/three.ts": "",
      "packages/core/src/types.ts": 'import type { A } from "./more-types.ts";',
      "packages/core/src/more-types.ts": 'export type A = import("./types.ts").B;',
    });
    expect(findCircles(tree)).toEqual([
      "packages/core/src/values/one.ts → packages/core/src/two.ts → packages/core/src/values/one.ts",
      "packages/core/src/types.ts → packages/core/src/more-types.ts → packages/core/src/types.ts",
    ]);
  });
});

describe("no test has a time limit that a busy machine could exceed", () => {
  test("in this repository", () => {
    expect(findShortLimits(repository)).toEqual([]);
  });

  // Spelled with a dot, so that the rule does not find its own fixtures.
  const limits = [
    "test('a', { time.out: 400_000 }, run);",
    "expect.poll(run, { time.out: 60000 });",
    "beforeAll(() => {\n}., 120_000);",
    "vi.setConfig({ testTime.out: 120_000 });",
  ];
  const unspelled = (spelled = ""): string => spelled.replace(/\.(?=out|,)/, "");
  test.each(limits)("fails on %s", (spelled) => {
    for (const path of ["packages/core/test/a.ts", "installed/a.test.ts", "vitest.objects.config.ts"]) {
      expect(findShortLimits(treeOf({ [path]: unspelled(spelled) }))).toHaveLength(1);
    }
  });

  test("accepts long limits, delays, and the limits of what is tested", () => {
    const source = 'poll(a, { timeout: 900_000 });\nmerge({ timeout: "30s", timeoutMs: 5 });\n}, 100);';
    const tree = {
      "packages/core/test/a.test.ts": source,
      "packages/core/src/a.ts": unspelled(limits[0]),
    };
    expect(findShortLimits(treeOf(tree))).toEqual([]);
  });
});

describe("prose and names are in plain technical English", () => {
  test("in this repository", () => {
    expect(findWords(repository)).toEqual([]);
    expect(findUnusedAllowances(repository)).toEqual([]);
  });

  // Spelled with a dot, so that the rule does not find its own fixtures.
  test.each([
    "who.ever waits",
    "sortTe.xts",
    "is_doo.med",
    "this is n.o number",
    "a table of o.urs",
    "/**\n * so\n * m.any rows\n */",
    "// for\n// ever.",
    "W.ho comes first, wins.",
    "It tel.ls which.",
  ])("fails on %s", (spelled) => {
    const tree = treeOf({ "docs/page.md": `one\n${spelled.replace(".", "")}` });
    expect(findWords(tree)).toEqual([expect.stringMatching(/^docs\/page\.md:[23]: "/)]);
  });

  test("fails in a new folder of any depth, in each kind of file that contains prose", () => {
    const paths = [
      "new/a/b.ts",
      "new/a.py",
      "new/a.yaml",
      "new.json",
      ".new/a.yml",
      "new.md",
      "a.toml",
      "a.sh",
    ];
    const tree = treeOf(Object.fromEntries(paths.map((path) => [path, "who.ever waits".replace(".", "")])));
    expect(findWords(tree)).toHaveLength(paths.length);
  });

  test("accepts other words, allowed lines and generated files", () => {
    const prose = ["there is no number", "it is no longer open", "Who is it for?", "three contexts"];
    expect(findWords(treeOf({ "docs/page.md": prose.join("\n") }))).toEqual([]);
    const allowed = ["no.body there, LanceDB says".replace(".", "")];
    const tree = treeOf({ "docs/a.md": allowed.join(""), "docs/generated/a.md": allowed.join("") });
    expect(findWords(tree, [{ file: "docs/a.md", text: "LanceDB says" }])).toEqual([]);
  });
});

describe("names use the terms of the glossary", () => {
  test("in this repository", () => {
    expect(findNames(repository)).toEqual([]);
  });

  test.each([
    "let lastPlace = 1;",
    "function judge() {}",
    "class A { #turn = 0; }",
    "const { a: mark } = b;",
    "interface A { looks: 1 }",
    "export type MessagePlace = 1;",
    "((strayFolder) => 1)(0);",
    "const mostBytes = 1;",
    "function use(given) {}",
    "const { ours } = b;",
  ])("fails on %s", (source) => {
    expect(findNames(treeOf(packageOf("core", `/** A comment. */\n${source}`)))).toEqual([
      expect.stringMatching(/^packages\/core\/src\/index\.ts:2: "/),
    ]);
  });

  test("fails on a file name", () => {
    expect(findNames(treeOf({ "docs/taking-marks-off.md": "" }))).toHaveLength(1);
  });

  test("accepts the words in prose, in strings, in names of others and in standard terms", () => {
    const source = [
      '// It has a place, which it takes in turn.\nconst a = "mark";',
      "view.place; const highWaterMark = 0;",
      "const byteOrderMarks = 1; function replaceInPlace() {}",
      "const replacement = 1; const bookmarks = 1; const almost = 1;",
    ];
    expect(findNames(treeOf(packageOf("core", source.join("\n"))))).toEqual([]);
  });
});
