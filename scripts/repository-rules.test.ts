/** The repository follows its own rules, and each rule fails on a tree that breaks it. */
import { describe, expect, test } from "vitest";
import { findCycles, findWrongArrows } from "./repository-rules/arrows.ts";
import { findCircles } from "./repository-rules/circles.ts";
import {
  findCapitalConstants,
  findInstanceofErrors,
  findLongFiles,
  findLongReadme,
  findMachinePaths,
  findMissingFiles,
  findOtherLicences,
  findRecursiveFolders,
  findSwitchedOffTests,
  findTestsOutsideProjects,
} from "./repository-rules/files.ts";
import { readTree, type Tree } from "./repository-rules/tree.ts";
import { findUnusedAllowances, findWords } from "./repository-rules/words.ts";

const repository = readTree();

function treeOf(files: Record<string, string | object>): Tree {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
  );
}

/** A package with dependencies and one source file. */
function packageOf(
  name: string,
  source: string,
  dependencies: string[] = [],
  kind: "dependencies" | "peerDependencies" = "dependencies",
): Record<string, string | object> {
  return {
    [`packages/${name}/package.json`]: {
      name: `@lancetree/${name}`,
      [kind]: Object.fromEntries(dependencies.map((dependency) => [dependency, "1"])),
    },
    [`packages/${name}/src/index.ts`]: source,
  };
}

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

describe("errors are distinguished by code", () => {
  test("in this repository", () => {
    expect(findInstanceofErrors(repository)).toEqual([]);
  });

  test("fails on instanceof with a class of Lancetree, not with a class of the platform", () => {
    const source = "a instanceof Error;\nb instanceof TableNotFoundError;\nc instanceof core.NamespaceError;";
    expect(findInstanceofErrors(treeOf(packageOf("core", source)))).toEqual([
      expect.stringContaining("index.ts:2:"),
      expect.stringContaining("index.ts:3:"),
    ]);
  });
});

describe("every package has the same files and the same licence", () => {
  test("in this repository", () => {
    expect([...findMissingFiles(repository), ...findOtherLicences(repository)]).toEqual([]);
  });

  test("fails when one is missing or another", () => {
    const tree = treeOf({ ...packageOf("core", ""), LICENSE: "one", "packages/core/LICENSE": "another" });
    expect(findMissingFiles(tree)).toContain("packages/core lacks README.md");
    expect(findOtherLicences(tree)).toEqual(["packages/core/LICENSE differs from LICENSE"]);
  });
});

describe("files stay short", () => {
  test("in this repository", () => {
    expect(findLongFiles(repository)).toEqual([]);
  });

  test("fails on 401 lines, unless they are generated", () => {
    const long = "a;\n".repeat(401);
    const tree = treeOf({
      "packages/core/src/long.ts": long,
      "packages/core/src/generated/long.ts": long,
      "packages/core/src/full.ts": "a;\n".repeat(400),
    });
    expect(findLongFiles(tree)).toEqual([expect.stringContaining("packages/core/src/long.ts has 401")]);
  });
});

describe("the README is a first page", () => {
  test("in this repository", () => {
    expect(findLongReadme(repository)).toEqual([]);
  });

  test("fails on 151 lines and on 121 columns", () => {
    const line = `${"a".repeat(120)}\n`;
    expect(findLongReadme(treeOf({ "README.md": line.repeat(150) }))).toEqual([]);
    expect(findLongReadme(treeOf({ "README.md": line.repeat(151) }))).toHaveLength(1);
    expect(findLongReadme(treeOf({ "README.md": `${line}a${line}` }))).toEqual([
      expect.stringContaining("README.md:2 has 121 columns"),
    ]);
  });
});

describe("folders are created without Node's recursive mkdir", () => {
  test("in this repository", () => {
    expect(findRecursiveFolders(repository)).toEqual([]);
  });

  test("fails on recursive mkdir and cp, in sources alone", () => {
    const calls = ["mkdir", "mkdirSync", "cp"].map((call) => `${call}(path, {\n  recursive: true });`);
    const source = [...calls, "rm(path, { recursive: true });", "mkdir(path);"].join("\n");
    expect(findRecursiveFolders(treeOf(packageOf("core", source)))).toHaveLength(3);
    expect(findRecursiveFolders(treeOf({ "packages/core/test/a.test.ts": source }))).toEqual([]);
  });
});

describe("constants are written in camelCase", () => {
  test("in this repository", () => {
    expect(findCapitalConstants(repository)).toEqual([]);
  });

  // Joined here, so that the rule does not find its own fixtures.
  test.each(["const|MAX_BYTES = 1;", "export const|URL_LIMIT: number = 1;", "static readonly|MAX = 1;"])(
    "fails on %s",
    (words) => {
      const source = words.replace("|", " ");
      expect(findCapitalConstants(treeOf(packageOf("core", source)))).toHaveLength(1);
    },
  );

  test("accepts types and names from elsewhere", () => {
    const source =
      "const maxBytes = 1; type URL = string; const { NO_COLOR } = process.env; constructor<T>() {}";
    expect(findCapitalConstants(treeOf(packageOf("core", source)))).toEqual([]);
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

describe("every test runs", () => {
  test("in this repository", () => {
    expect([...findSwitchedOffTests(repository), ...findTestsOutsideProjects(repository)]).toEqual([]);
  });

  test("fails on a test in a folder of which no project knows", () => {
    const known = ["packages/core/test/a/b.test.ts", "scripts/a.lancedb.test.ts", "installed/a.test.ts"];
    const unknown = [
      "packages/core/src/a.test.ts",
      "interop/a.test.ts",
      "installed/a/b.test.ts",
      "scripts/a.test.mts",
    ];
    const tree = treeOf(Object.fromEntries([...known, ...unknown].map((path) => [path, ""])));
    expect(findTestsOutsideProjects(tree)).toEqual(unknown);
  });

  // Joined here, so that the rule does not find its own fixtures.
  test.each(["it only", "test skip", "describe todo", "it concurrent only", "test skip each"])(
    "fails on %s",
    (words) => {
      const source = `${words.replaceAll(" ", ".")}("name", () => {});`;
      expect(findSwitchedOffTests(treeOf({ "packages/core/test/a.test.ts": source }))).toHaveLength(1);
    },
  );
});

describe("no file contains a path of the author's machine", () => {
  test("in this repository", () => {
    expect(findMachinePaths(repository)).toEqual([]);
  });

  test.each(["work", "tmp", "root", "home"])("fails on a path below the folder %s", (folder) => {
    const tree = treeOf({ "docs/page.md": `see "${["", folder, "me", "file"].join("/")}"` });
    expect(findMachinePaths(tree)).toHaveLength(1);
  });

  test("accepts relative paths and folders that only share a name", () => {
    const paths = [
      ["a", "work", "b"],
      ["", "rooted", "b"],
      [".", "tmp", "b"],
    ].map((parts) => parts.join("/"));
    expect(findMachinePaths(treeOf({ "docs/page.md": paths.join("\n") }))).toEqual([]);
  });
});
