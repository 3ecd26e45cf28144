/**
 * The REST client where it is meant to run: in a browser, in Bun, in Deno and in an edge runtime, installed from packed
 * packages, against Lancetree's catalog on real LanceDB. Bun and Deno also serve a catalog themselves.
 *
 * @module
 */

import { runInPage, startBrowser } from "./chromium.ts";
import { runInWorker } from "./edge.ts";
import { prepareEnvironment, type RunSettings } from "./environment.ts";
import { runInProcess } from "./processes.ts";
import type { StepResult } from "./program/step.ts";
import { findChromium, installRuntime, type Tool } from "./tools.ts";

export interface RuntimeResult {
  /** For example `Chromium`. */
  readonly runtime: string;
  readonly version: string;
  readonly scenario: string;
  /** `missing`: the runtime is not there, and `detail` says how to get it. */
  readonly status: "passed" | "failed" | "missing";
  /** What was seen, what was wrong, or what is missing. */
  readonly detail: string;
  readonly seconds: number;
}

/** Runs the program once, or reports what came instead. */
type Run = (how: string, program: () => Promise<readonly StepResult[]>) => Promise<void>;

/**
 * Runs the program in every runtime that is there or can be installed, and reports each step.
 *
 * @param options - `short` inserts fewer rows
 */
export async function runRuntimes(
  print: (line: string) => void,
  options: { short: boolean },
): Promise<readonly RuntimeResult[]> {
  const results: RuntimeResult[] = [];
  const bench = await prepareEnvironment(options.short ? 20 : 300);
  const withTool = async (
    runtime: string,
    tool: Tool,
    use: (path: string, run: Run) => Promise<void>,
  ): Promise<void> => {
    const version = "path" in tool ? tool.version : "";
    const report = (result: Omit<RuntimeResult, "runtime" | "version">): void => {
      results.push({ runtime, version, ...result });
      print(lineOf(result));
    };
    print(`\n${runtime} ${version}`);
    if ("missing" in tool) {
      report({ scenario: "all", status: "missing", detail: tool.missing, seconds: 0 });
      return;
    }
    await use(tool.path, async (how, program) => {
      for (const { name, passed, detail, seconds } of await stepsOf(program)) {
        report({ scenario: `${how}: ${name}`, status: passed ? "passed" : "failed", detail, seconds });
      }
    });
  };
  try {
    await withTool("Chromium", findChromium(), async (path, run) => {
      const { origin, foreignOrigin, http2Uri: uri } = bench;
      const browser = await startBrowser(path);
      const inPage = (from: string, settings: RunSettings) => async () =>
        await runInPage(browser, from, bench.settings({ inBrowser: true, ...settings }));
      try {
        await run("HTTP/1.1", inPage(origin, { sendsStreams: false }));
        if (uri !== undefined) await run("HTTP/2", inPage(origin, { uri }));
        await run("refused", async () => {
          const settings = bench.settings({ steps: "forbidden", inBrowser: true });
          const steps = await runInPage(browser, foreignOrigin, settings);
          return (await bench.namespaceExists(settings.root))
            ? [{ name: "the catalog", passed: false, detail: "it did what that page asked for", seconds: 0 }]
            : steps;
        });
      } finally {
        await browser.close();
      }
    });
    for (const [runtime, name, parameters] of [
      ["Bun", "bun", ["run"]],
      ["Deno", "deno", ["run", "--no-prompt", "--allow-net=127.0.0.1", "--node-modules-dir=manual"]],
    ] as const) {
      await withTool(runtime, installRuntime(name), async (command, run) => {
        const inProcess = (file: string, settings: RunSettings) => () =>
          runInProcess({ command, parameters }, bench.project, file, bench.settings(settings));
        await run("client", inProcess("process.ts", {}));
        await run("server", inProcess("handler.ts", { steps: "metadata" }));
      });
    }
    await withTool("workerd", installRuntime("workerd"), (path, run) =>
      run("client", () => runInWorker(path, bench.project, bench.settings({}))),
    );
  } finally {
    await bench.close();
  }
  return results;
}

async function stepsOf(program: () => Promise<readonly StepResult[]>): Promise<readonly StepResult[]> {
  const started = performance.now();
  try {
    const steps = await program();
    if (steps.length === 0) throw new Error("nothing was run");
    return steps;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ name: "the program", passed: false, detail, seconds: (performance.now() - started) / 1000 }];
  }
}

function lineOf({ status, seconds, scenario, detail }: Omit<RuntimeResult, "runtime" | "version">): string {
  const label = { passed: "ok    ", failed: "FAILED", missing: "-     " }[status];
  return `  ${label} ${seconds.toFixed(1).padStart(6)} s  ${scenario}${detail && `: ${detail}`}`;
}
