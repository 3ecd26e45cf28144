/** The rules on single files hold in the repository, and each fails on a tree that breaks it. */
import { describe, expect, test } from "vitest";
import {
  findCapitalConstants,
  findDoubleCasts,
  findInstanceofErrors,
  findLongFiles,
  findLongReadme,
  findMachinePaths,
  findMissingFiles,
  findOtherLicenses,
  findRecursiveFolders,
  findSwitchedOffTests,
  findTestsOutsideProjects,
} from "./repository-rules/files.ts";
import { packageOf, treeOf } from "./repository-rules/fixtures.ts";
import { readTree } from "./repository-rules/tree.ts";

const repository = readTree();

describe("errors are distinguished by code", () => {
  test("in this repository", () => {
    expect(findInstanceofErrors(repository)).toEqual([]);
  });

  test("fails on instanceof with a class of the platform and of Lancetree", () => {
    const source = "a instanceof Error;\nb instanceof TableNotFoundError;\nc instanceof core.NamespaceError;";
    expect(findInstanceofErrors(treeOf(packageOf("core", source)))).toEqual([
      expect.stringContaining("index.ts:1:"),
      expect.stringContaining("index.ts:2:"),
      expect.stringContaining("index.ts:3:"),
    ]);
  });
});

describe("every package has the same files and the same license", () => {
  test("in this repository", () => {
    expect([...findMissingFiles(repository), ...findOtherLicenses(repository)]).toEqual([]);
  });

  test("fails when one is missing or another", () => {
    const tree = treeOf({ ...packageOf("core", ""), LICENSE: "one", "packages/core/LICENSE": "another" });
    expect(findMissingFiles(tree)).toContain("packages/core lacks README.md");
    expect(findOtherLicenses(tree)).toEqual(["packages/core/LICENSE differs from LICENSE"]);
  });
});

describe("files stay short", () => {
  test("in this repository", () => {
    expect(findLongFiles(repository)).toEqual([]);
  });

  test("fails on 301 lines of a source and on 401 of a test, unless they are generated", () => {
    const lines = (count: number): string => "a;\n".repeat(count);
    const tree = treeOf({
      "packages/core/src/long.ts": lines(301),
      "packages/core/src/full.ts": lines(300),
      "packages/core/src/generated/long.ts": lines(401),
      "scripts/long.ts": lines(301),
      "packages/core/test/long.test.ts": lines(401),
      "packages/core/test/support/full.ts": lines(400),
      "scripts/full.test.ts": lines(400),
    });
    expect(findLongFiles(tree)).toEqual([
      expect.stringContaining("packages/core/src/long.ts has 301"),
      expect.stringContaining("packages/core/test/long.test.ts has 401"),
      expect.stringContaining("scripts/long.ts has 301"),
    ]);
  });
});

describe("no value is cast twice", () => {
  test("in this repository", () => {
    expect(findDoubleCasts(repository)).toEqual([]);
  });

  // Joined here, so that the rule does not find its own fixtures.
  test.each(["unknown", "never"])("fails on a cast through %s", (type) => {
    const source = ["const a = 1 as", type, "as string;"].join(" ");
    expect(findDoubleCasts(treeOf({ "packages/core/test/a.ts": source }))).toHaveLength(1);
    expect(findDoubleCasts(treeOf({ "packages/core/test/a.ts": `const a = 1 as ${type};` }))).toEqual([]);
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
