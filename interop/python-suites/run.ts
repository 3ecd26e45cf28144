/**
 * Runs LanceDB's and pylance's own Python suites against `lancetree serve` and says which tests fail.
 *
 *     pnpm python-suites <folder> [--file <name>]...
 *
 * The folder is LanceDB's repository, whose tests for folders are sent to `db://`, or Lance's, whose tests of namespaces are sent to a
 * server. Nothing is fetched, built or written there. Tests that also fail on a folder are listed separately. Exits with 1 where a test fails that
 * docs/compatibility.md does not name, or passes though it does.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { installedProduct } from "../../installed/product/installed-product.ts";
import { root } from "../../scripts/workspace.ts";
import { installPython } from "../harness/install-python.ts";
import { testsNamedIn } from "./named-tests.ts";

interface Suite {
  /** A file that only this repository has. */
  readonly sign: string;
  readonly plugin: string;
  readonly files: readonly string[];
  /** Of the section of docs/compatibility.md. */
  readonly title: string;
}

const suites: readonly Suite[] = [
  {
    sign: "test_merge_insert_lsm",
    plugin: "redirect_lancedb",
    files: [
      "test_table",
      "test_query",
      "test_index",
      "test_fts",
      "test_hybrid_query",
      "test_db",
      "test_merge_insert_lsm",
      "test_nested_fields",
    ],
    title: "LanceDB's Python suites over `db://`",
  },
  {
    sign: "test_namespace_rest",
    plugin: "redirect_pylance",
    files: ["test_namespace_rest", "test_namespace_dir"],
    title: "pylance's suites of namespaces",
  },
];

/** What became of each test, by its name in pytest. */
type Outcomes = Readonly<Record<string, { readonly outcome: string; readonly reason: string }>>;

const here = fileURLToPath(new URL(".", import.meta.url));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { file: { type: "string", multiple: true } },
  });
  const tests = resolve(positionals[0] ?? "", "python/python/tests");
  const suite = suites.find(({ sign }) => existsSync(join(tests, `${sign}.py`)));
  if (positionals.length !== 1 || !suite) {
    console.error("usage: pnpm python-suites <folder of LanceDB's or of Lance's repository> [--file …]");
    return 2;
  }
  const python = installPython(join(here, "requirements.txt"));
  const { cli } = await installedProduct();
  const run = (plugins: readonly string[], names: readonly string[]): Outcomes =>
    runPytest({ python, program: cli, tests, plugins, names });
  const files = (values.file ?? suite.files).map((name) => `${name}.py`);
  const outcomes = run([suite.plugin], files);
  const failed = Object.keys(outcomes).filter((name) => outcomes[name]?.outcome === "failed");
  const alsoFolder = failed.length === 0 ? {} : run([], failed);
  const named = testsNamedIn(readFileSync(join(root, "docs/compatibility.md"), "utf8"), suite.title);
  console.log(`${Object.keys(outcomes).length} tests, ${failed.length} fail`);
  for (const name of failed) {
    const remark = alsoFolder[name]?.outcome === "failed" ? " (on a folder as well)" : "";
    const sign = named.has(testOf(name)) ? " " : "!";
    console.log(`${sign} ${name}${remark}: ${outcomes[name]?.reason ?? ""}`);
  }
  const unnamed = failed.filter((name) => !named.has(testOf(name)));
  const passed = values.file ? [] : named.unused(failed.map(testOf));
  for (const name of passed) console.log(`? ${name} is named and does not fail`);
  return unnamed.length + passed.length === 0 ? 0 : 1;
}

/** `tests/test_x.py::Class::test_y[z]` is known as `test_y`. */
function testOf(name: string): string {
  return (name.split("::").at(-1) ?? "").replace(/\[.*$/, "");
}

function runPytest(pytest: {
  readonly python: string;
  readonly program: string;
  readonly tests: string;
  readonly plugins: readonly string[];
  readonly names: readonly string[];
}): Outcomes {
  const output = mkdtempSync(join(tmpdir(), "python-suites-"));
  try {
    const report = join(output, "outcomes.json");
    const plugins = ["outcomes", ...pytest.plugins].flatMap((name) => ["-p", name]);
    // Names of tests begin at their folder, so that the same can be run again.
    const quiet = ["-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", "--rootdir", pytest.tests];
    const { status, stdout, stderr } = spawnSync(
      pytest.python,
      [
        "-B",
        "-W",
        "ignore",
        "-m",
        "pytest",
        ...plugins,
        ...quiet,
        "--basetemp",
        join(output, "temp"),
        ...pytest.names,
      ],
      {
        cwd: pytest.tests,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
        env: {
          ...process.env,
          PYTHONPATH: [here, pytest.tests].join(delimiter),
          LANCETREE_OUTCOMES: report,
          LANCETREE_NODE: process.execPath,
          LANCETREE_PROGRAM: pytest.program,
        },
      },
    );
    // 1: some tests failed.
    if (status !== 0 && status !== 1) throw new Error(`pytest ended with ${status}:\n${stdout}${stderr}`);
    return JSON.parse(readFileSync(report, "utf8")) as Outcomes;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

process.exitCode = await main();
