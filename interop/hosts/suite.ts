/**
 * The programs of docs/hosts/ that need another runtime or a build: each is taken from its page, written into a project
 * in which pnpm installed the packed packages, started as the page says, and called.
 *
 * @module
 */
import { dirname, join } from "node:path";
import {
  addressIsLogged,
  endsOnSignal,
  type HostCheck,
  hostChecks,
  onlyValidKeys,
  rowsArrive,
} from "../../installed/hosts/checks.ts";
import { type HostPage, readHostPage } from "../../installed/hosts/host-page.ts";
import { type HostProgram, secret, startHost } from "../../installed/hosts/running-host.ts";
import { withKeyInSecondArgument } from "../../installed/hosts/second-argument.ts";
import { pnpmProject } from "../../installed/product/pnpm-project.ts";
import { root } from "../../scripts/workspace.ts";
import { installRuntime } from "../runtimes/tools.ts";

export interface HostResult {
  /** The name of its page, for example `bun`. */
  readonly host: string;
  readonly version: string;
  readonly scenario: string;
  /** `missing`: the runtime is not there, and `detail` says how to get it. */
  readonly status: "passed" | "failed" | "missing";
  readonly detail: string;
  readonly seconds: number;
}

type Report = (scenario: string, status: HostResult["status"], detail: string, seconds: number) => void;

const loopback = addressIsLogged(/(?:::ffff:)?127\.0\.0\.1/);
const keyBeside = "the key in what the host passes beside the request: ";
const next: ReadonlyMap<string, string> = new Map([
  ["next", "16.4.6"],
  ["react", "19.3.1"],
  ["react-dom", "19.3.1"],
]);
const route = "app/catalog/[...path]/route.js";

/**
 * Runs the programs for Bun, Deno and Cloudflare Workers, and for Next, which takes minutes to build on a busy machine.
 *
 * @param options - `short` leaves Next out
 */
export async function runHosts(
  print: (line: string) => void,
  options: { short: boolean },
): Promise<readonly HostResult[]> {
  const results: HostResult[] = [];
  const reportOf = (host: string, version: string): Report => {
    print(`\nA handler on ${host} ${version}`);
    return (scenario, status, detail, seconds) => {
      results.push({ host, version, scenario, status, detail, seconds });
      const label = { passed: "ok    ", failed: "FAILED", missing: "-     " }[status];
      print(`  ${label} ${seconds.toFixed(1).padStart(6)} s  ${scenario}${detail && `: ${detail}`}`);
    };
  };
  for (const [name, pageName, file] of [
    ["bun", "bun", "server.js"],
    ["deno", "deno", "server.js"],
    ["workerd", "cloudflare-workers", "worker.js"],
  ] as const) {
    const tool = installRuntime(name);
    const report = reportOf(name, "version" in tool ? tool.version : "");
    if ("missing" in tool) {
      report("all", "missing", tool.missing, 0);
      continue;
    }
    const page = readHostPage(pageName);
    const program = async (): Promise<HostProgram> => ({
      project: await pnpmProject(lancetreePackages(page)),
      files: page.files,
      run: name === "workerd" ? withFreePort(page.runs[0] ?? []) : (page.runs[0] ?? []),
      path: [dirname(tool.path), join(root, "node_modules/.bin")],
    });
    const ends = name === "workerd" ? [] : [endsOnSignal];
    const address = name === "workerd" ? addressIsLogged(/203\.0\.113\.9/) : loopback;
    await runChecks(report, program, [...hostChecks, address, ...ends]);
    const changed = async (): Promise<HostProgram> => {
      const text = withKeyInSecondArgument(page.files.get(file) ?? "", secret);
      return { ...(await program()), files: new Map([...page.files, [file, text]]) };
    };
    await runChecks(report, changed, [onlyValidKeys], keyBeside);
  }
  if (!options.short) await runNext(reportOf("next", next.get("next") ?? ""));
  return results;
}

/** Builds the page's route, and beside it the same below `/x` with the key in the second argument. */
async function runNext(report: Report): Promise<void> {
  const page = readHostPage("next");
  const changed = withKeyInSecondArgument(page.files.get(route) ?? "", secret)
    .replace('"/catalog"', '"/x/catalog"')
    .replace('"./catalog"', '"./other"');
  const program = async (): Promise<HostProgram> => ({
    project: await pnpmProject(page.packages.map((name) => versioned(name)).toSorted()),
    files: new Map([...page.files, [route.replace("app/", "app/x/"), changed]]),
    run: page.runs[0] ?? [],
    environment: { NEXT_TELEMETRY_DISABLED: "1" },
  });
  const below: HostCheck = {
    name: keyBeside + onlyValidKeys.name,
    check: (host) => onlyValidKeys.check({ ...host, url: `${host.url}/x` }),
  };
  await runChecks(report, program, [...hostChecks, rowsArrive, loopback, below]);
}

async function runChecks(
  report: Report,
  program: () => Promise<HostProgram>,
  checks: readonly HostCheck[],
  prefix = "",
): Promise<void> {
  const started = performance.now();
  const since = (start: number): number => (performance.now() - start) / 1000;
  try {
    await using host = await startHost(await program());
    report(`${prefix}the program of the page starts`, "passed", "", since(started));
    for (const { name, check } of checks) {
      const start = performance.now();
      const detail = await check(host).then(
        () => "",
        (error: unknown) => `${textOf(error)}\n${host.output()}`,
      );
      report(prefix + name, detail === "" ? "passed" : "failed", detail, since(start));
    }
  } catch (error) {
    report(`${prefix}the program of the page starts`, "failed", textOf(error), since(started));
  }
}

/** The packages of a page without the runtimes and tools, which are there already. */
function lancetreePackages({ packages }: HostPage): string[] {
  return packages.filter((name) => name.startsWith("@lancetree/")).toSorted();
}

function versioned(name: string): string {
  const version = next.get(name);
  return version === undefined ? name : `${name}@${version}`;
}

/** workerd prints the port that the system chose as a line of JSON. */
function withFreePort(run: readonly string[]): string[] {
  return run.map((line, index) =>
    index === run.length - 1 ? `${line} --socket-addr=http=127.0.0.1:0 --control-fd=1` : line,
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
