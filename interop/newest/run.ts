/**
 * Runs our suites with the newest LanceDB of the registry beside the pinned one and lists what differs.
 *
 *     pnpm newest [--lancedb <version>] [--test <path>]... [--facts-only]
 *
 * It works on a copy of the last commit in the temporary folder. Exits with 1 where something that our suites test has moved.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type CommandResult, root, runCommand } from "../../scripts/workspace.ts";
import { copyTree, pinnedVersion } from "./tree.ts";

/** Tests of code that parses LanceDB's messages, overrides its classes or reads its files. */
const usualTests = [
  "packages/tables",
  "packages/connection",
  "packages/dir-namespace/test/conformance.test.ts",
  "packages/rest-server/test/native-clients.lancedb.test.ts",
];

/** What vitest writes of a run. */
interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const { values } = parseArgs({
  options: {
    lancedb: { type: "string" },
    test: { type: "string", multiple: true },
    "facts-only": { type: "boolean", default: false },
  },
});

function main(): number {
  const pinned = pinnedVersion();
  const newest = values.lancedb ?? newestNpm("@lancedb/lancedb");
  console.log(`npm @lancedb/lancedb: pinned ${pinned}, newest ${newest}`);
  for (const { name, version } of pythonPins()) {
    console.log(`PyPI ${name}: pinned ${version}, newest ${newestPyPi(name)}`);
  }
  if (newest === pinned) {
    console.log("LanceDB for Node has no newer version; --lancedb names another one.");
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "newest-"));
  try {
    console.log(`\nInstalling LanceDB ${newest} into a copy of the last commit`);
    copyTree(folder, newest);
    cpSync(join(root, "interop/newest"), join(folder, "interop/newest"), { recursive: true });
    const moved = listMoved("Members, messages and formats", readFacts(root), readFacts(folder));
    console.log(`${moved} of LanceDB's own facts differ`);
    if (values["facts-only"]) return 0;
    const types = listMoved("Types", typeErrors(root), typeErrors(folder));
    const tests = listMoved("Tests that fail", failingTests(root), failingTests(folder));
    console.log(`${types} type errors and ${tests} failing tests differ`);
    return types + tests === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the lines that only one of the lists has, and returns their number. */
function listMoved(title: string, before: readonly string[], after: readonly string[]): number {
  const gone = before.filter((line) => !after.includes(line));
  const added = after.filter((line) => !before.includes(line));
  console.log(`\n${title}`);
  for (const line of [...gone.map((text) => `- ${text}`), ...added.map((text) => `+ ${text}`)].toSorted(
    byText,
  )) {
    console.log(`  ${line}`);
  }
  return gone.length + added.length;
}

/** What a line is about comes before whether it came or went. */
function byText(left: string, right: string): number {
  return left.slice(2).localeCompare(right.slice(2)) || right.localeCompare(left);
}

function readFacts(tree: string): readonly string[] {
  const { status, stdout, output } = run(tree, "npx", [
    "tsx",
    "--conditions",
    "@lancetree/source",
    "interop/newest/facts.ts",
  ]);
  if (status !== 0) throw new Error(`interop/newest/facts.ts failed in ${tree}:\n${output}`);
  return stdout.trim().split("\n");
}

function typeErrors(tree: string): readonly string[] {
  const { stdout } = run(tree, "npx", ["tsc", "--noEmit", "-p", "tsconfig.json"]);
  return stdout.split("\n").filter((line) => line.includes("error TS"));
}

function failingTests(tree: string): readonly string[] {
  const output = mkdtempSync(join(tmpdir(), "newest-report-"));
  try {
    const report = join(output, "report.json");
    run(tree, "npx", [
      "vitest",
      "run",
      ...(values.test ?? usualTests),
      "--reporter=json",
      `--outputFile=${report}`,
    ]);
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Results;
    return testResults.flatMap(({ name, message, assertionResults }) => {
      const file = name.replace(`${tree}/`, "");
      const failed = assertionResults.filter(({ status }) => status === "failed");
      // A file that could not be loaded has a message and no tests.
      const unloaded =
        assertionResults.length === 0 && message !== "" ? [`${file}: ${message.split("\n")[0]}`] : [];
      return [...failed.map(({ fullName }) => `${file}: ${fullName}`), ...unloaded];
    });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function newestNpm(name: string): string {
  const { status, stdout, output } = run(root, "npm", ["view", name, "version"]);
  if (status !== 0) throw new Error(`npm does not print the newest version of ${name}:\n${output}`);
  return stdout.trim();
}

function newestPyPi(name: string): string {
  const { status, stdout } = run(root, "python3", ["-m", "pip", "index", "versions", name]);
  return status === 0 ? (/\(([^)]+)\)/.exec(stdout)?.[1] ?? "unknown") : "unknown: python3 has no pip";
}

function pythonPins(): readonly { name: string; version: string }[] {
  const text = readFileSync(join(root, "interop/python/requirements.txt"), "utf8");
  return [...text.matchAll(/^((?:py)?lance\S*)==(\S+)$/gm)].map(([, name = "", version = ""]) => ({
    name,
    version,
  }));
}

/** Suites take long, longest on a busy machine. */
function run(folder: string, command: string, parameters: readonly string[]): CommandResult {
  return runCommand(command, parameters, folder, 4 * 3_600_000);
}

process.exitCode = main();
