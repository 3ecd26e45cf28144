import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../.installed", import.meta.url));

/**
 * Installs one native client with its addon for this platform, once. Optional dependencies are left out because of LanceDB's model
 * runtimes, so the addon, which is also optional, is named.
 * @returns the folder from which the client can be required
 */
export function installClient(version: string): string {
  const packages = [
    `@lancedb/lancedb@${version}`,
    `@lancedb/lancedb-${platform()}@${version}`,
    "apache-arrow@18.1.0",
  ];
  return installOnce(version, packages, ["--omit=optional", "--ignore-scripts"]);
}

/**
 * Installs packages with npm into a folder below `.installed`, unless it is there and complete.
 * @returns the folder
 */
export function installOnce(name: string, packages: readonly string[], flags: readonly string[]): string {
  const folder = join(installed, name);
  const done = join(folder, ".done");
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  runNpm(folder, ["install", ...flags, ...packages]);
  writeFileSync(done, "");
  return folder;
}

/** Runs npm in a folder. Throws with its output if it fails. */
export function runNpm(folder: string, parameters: readonly string[]): void {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = spawnSync("npm", [...parameters, ...quiet], {
    cwd: folder,
    encoding: "utf8",
    timeout: 300_000,
    // npm would read pnpm's settings as its own
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  });
  if (status !== 0) throw new Error(`npm ${parameters.join(" ")} failed:\n${stdout}${stderr}`);
}

/** The end of the addon's package name. */
function platform(): string {
  const { platform: system, arch } = process;
  if (system === "darwin") return `darwin-${arch}`;
  if (system === "win32") return `win32-${arch}-msvc`;
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header;
  return `linux-${arch}-${header?.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
