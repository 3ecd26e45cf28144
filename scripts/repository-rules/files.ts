/** Rules on single files: the files of a package, the length of a file, and patterns that a file must not contain. */
import { foldersIn, handWritten, sourcesIn, type Tree } from "./tree.ts";

const everyPackageHas = ["README.md", "LICENSE", "package.json", "src/index.ts"];
const longestSource = 300;
const longestTest = 400;
const longestReadme = 150;
const widestReadme = 120;

const instanceofError = /\binstanceof\s+([A-Za-z]\w*(?:\.\w+)*Error|Error)\b/g;
const switchedOffTest = /\b(?:it|test|describe|suite|bench|context)(?:\.\w+)*\.(?:only|skip|todo)\b/g;
const recursiveFolder = /\b(?:mkdir|cp)(?:Sync)?\([^;]*\brecursive\b/g;
const capitalConstant = /\b(?:const|let|static|readonly)\s+(?:readonly\s+)?[A-Z][A-Z0-9_]+\b/g;
const doubleCast = /\bas\s+(?:any|unknown|never)\s+as\b/g;
const machinePath = /(?:^|[^A-Za-z0-9_.-])\/(?:work|tmp|root|home)\/[A-Za-z0-9_.]/gm;

export function findMissingFiles(tree: Tree): string[] {
  return foldersIn(tree, "packages").flatMap((folder) =>
    everyPackageHas.filter((file) => !tree.has(`${folder}/${file}`)).map((file) => `${folder} lacks ${file}`),
  );
}

/** Each package has a copy of the license at the root, because each is published alone. */
export function findOtherLicenses(tree: Tree): string[] {
  return foldersIn(tree, "packages")
    .map((folder) => `${folder}/LICENSE`)
    .filter((path) => tree.has(path) && tree.get(path) !== tree.get("LICENSE"))
    .map((path) => `${path} differs from LICENSE`);
}

/** A source file has one concept, so it is short. A test file, or a helper of tests, may have more cases. */
export function findLongFiles(tree: Tree): string[] {
  return handWritten(tree).flatMap((path) => {
    const lines = (tree.get(path) ?? "").trimEnd().split("\n").length;
    const longest = /\/test\/|\.test\.ts$/.test(path) ? longestTest : longestSource;
    return lines > longest ? [`${path} has ${lines} lines, the most is ${longest}`] : [];
  });
}

/** A cast to unknown and then to a type, which hides every mistake of types. A guard or a narrower parameter does not. */
export function findDoubleCasts(tree: Tree): string[] {
  return handWritten(tree).flatMap((path) =>
    matchesIn(tree, path, doubleCast).map(({ line }) => `${path}:${line}: a double cast`),
  );
}

/** The first page stays short enough to be read, and narrow enough for a terminal. */
export function findLongReadme(tree: Tree): string[] {
  const lines = (tree.get("README.md") ?? "").trimEnd().split("\n");
  const wide = lines.flatMap((line, index) =>
    line.length > widestReadme
      ? [`README.md:${index + 1} has ${line.length} columns, the most is ${widestReadme}`]
      : [],
  );
  return lines.length > longestReadme
    ? [`README.md has ${lines.length} lines, the most is ${longestReadme}`, ...wide]
    : wide;
}

/**
 * Uses of `instanceof` with an error class: it fails if two copies of core are loaded, and for errors of Node where code
 * runs in a context of `node:vm`. The functions of core work.
 */
export function findInstanceofErrors(tree: Tree): string[] {
  return ["packages", "apps"]
    .flatMap((parent) => sourcesIn(tree, parent))
    .filter((path) => path.includes("/src/") && path !== "packages/core/src/is-error.ts")
    .flatMap((path) =>
      matchesIn(tree, path, instanceofError).map(
        ({ line, text }) => `${path}:${line}: ${text}: use isNamespaceError or isError`,
      ),
    );
}

/** Constants are written as all other values are: `maxRequestBytes`. */
export function findCapitalConstants(tree: Tree): string[] {
  return handWritten(tree).flatMap((path) =>
    matchesIn(tree, path, capitalConstant).map(({ line, text }) => `${path}:${line}: ${text}: use camelCase`),
  );
}

export function findSwitchedOffTests(tree: Tree): string[] {
  return handWritten(tree).flatMap((path) =>
    matchesIn(tree, path, switchedOffTest).map(({ line, text }) => `${path}:${line}: ${text}`),
  );
}

/** Test files outside of all projects of `vitest.config.ts`. */
export function findTestsOutsideProjects(tree: Tree): string[] {
  return [...tree.keys()].filter(
    (path) =>
      /\.test\.m?[jt]sx?$/.test(path) &&
      !/^(?:packages|apps)\/[^/]+\/test\/.+\.test\.ts$|^scripts\/.+\.test\.ts$|^installed\/[^/]+\.test\.ts$/.test(
        path,
      ),
  );
}

/** Absolute paths of the author's machine. */
export function findMachinePaths(tree: Tree): string[] {
  return [...tree.keys()].flatMap((path) =>
    matchesIn(tree, path, machinePath).map(({ line, text }) => `${path}:${line}: ${text.trim()}`),
  );
}

/** Calls of Node's recursive mkdir, also within cp, which never return below /proc. makeFolder creates one level at a time. */
export function findRecursiveFolders(tree: Tree): string[] {
  return ["packages", "apps"]
    .flatMap((parent) => sourcesIn(tree, parent))
    .filter((path) => path.includes("/src/"))
    .flatMap((path) =>
      matchesIn(tree, path, recursiveFolder).map(
        ({ line, text }) => `${path}:${line}: ${text}: use makeFolder`,
      ),
    );
}

function matchesIn(tree: Tree, path: string, pattern: RegExp): { line: number; text: string }[] {
  const content = tree.get(path) ?? "";
  return [...content.matchAll(pattern)].map((match) => ({
    line: content.slice(0, match.index).split("\n").length,
    text: match[0],
  }));
}
