/**
 * Runs LanceDB's own Node suite on four connections and says which tests differ.
 *
 *     pnpm lancedb-suite <folder> [--way native|native-namespace|dir|rest]... [--file <name>]...
 *
 * The folder is `nodejs` of LanceDB's repository at the tag of the installed version, with what the suite imports installed
 * into it (`npm install`). Nothing is fetched, built or written there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../scripts/workspace.ts";

const allWays = ["native", "native-namespace", "dir", "rest"];
const allFiles = ["table", "query", "embedding", "materialized_view", "permutation", "connection"];

/** What vitest writes of a run. */
interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { way: { type: "string", multiple: true }, file: { type: "string", multiple: true } },
  });
  const [folder] = positionals;
  if (folder === undefined || !existsSync(join(folder, "__test__"))) {
    console.error("usage: pnpm lancedb-suite <nodejs folder of LanceDB's repository> [--way …] [--file …]");
    return 2;
  }
  const failures = new Map<string, string[]>();
  for (const way of values.way ?? allWays) {
    const results = runWay(way, resolve(folder), values.file ?? allFiles);
    const tests = results.testResults.flatMap(({ assertionResults }) => assertionResults);
    // Several tests have one name: those that run on each version of Arrow.
    const failed = tests.filter(({ status }) => status === "failed").map(({ fullName }) => fullName);
    console.log(`${way}: ${tests.length} tests, ${failed.length} fail`);
    for (const name of new Set(failed)) failures.set(name, [...(failures.get(name) ?? []), way]);
  }
  for (const [name, ways] of failures) console.log(`  ${name}: ${ways.join(", ")}`);
  return 0;
}

function runWay(way: string, suite: string, files: readonly string[]): Results {
  if (!allWays.includes(way)) throw new Error(`--way must be one of ${allWays.join(", ")}`);
  const output = mkdtempSync(join(tmpdir(), "lancedb-suite-"));
  try {
    const report = join(output, "report.json");
    const config = join(root, "interop/lancedb-suite/vitest.config.ts");
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const named = files.map((file) => `__test__/${file}.test.ts`);
    const options = ["run", "--config", config, "--reporter=json", `--outputFile=${report}`, ...named];
    const { stdout, stderr } = spawnSync(process.execPath, [vitest, ...options], {
      cwd: suite,
      env: { ...process.env, LANCEDB_SUITE: suite, LANCEDB_WAY: way },
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
    const results = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as Results) : undefined;
    // A file whose imports are missing has no tests, and a message instead.
    const problems = (results?.testResults ?? []).flatMap(({ assertionResults, name, message = "" }) =>
      assertionResults.length === 0 ? [`${name}: ${message}`] : [],
    );
    if (results === undefined || results.testResults.length === 0 || problems.length > 0)
      throw new Error(["The suite did not run.", ...problems, stdout, stderr].join("\n").trim());
    return results;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

process.exitCode = main();
