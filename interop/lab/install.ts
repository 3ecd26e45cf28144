import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../.installed", import.meta.url));

/**
 * Installs one native client with its addon for this platform, once. LanceDB's optional model runtimes stay out, so the
 * addon, which is optional too, is named.
 * @returns the folder from which the client can be required
 */
export function installClient(version: string): string {
  const folder = join(installed, version);
  const done = join(folder, ".done");
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const wanted = [
    `@lancedb/lancedb@${version}`,
    `@lancedb/lancedb-${platform()}@${version}`,
    "apache-arrow@18.1.0",
  ];
  const flags = ["--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status, stdout, stderr } = spawnSync("npm", ["install", ...flags, ...wanted], {
    cwd: folder,
    encoding: "utf8",
    timeout: 300_000,
    // npm would read pnpm's settings as its own
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
  });
  if (status !== 0) throw new Error(`npm could not install ${wanted.join(" ")}:\n${stdout}${stderr}`);
  writeFileSync(done, "");
  return folder;
}

/** The end of the addon's package name. */
function platform(): string {
  const { platform: system, arch } = process;
  if (system === "darwin") return `darwin-${arch}`;
  if (system === "win32") return `win32-${arch}-msvc`;
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header;
  return `linux-${arch}-${header?.glibcVersionRuntime === undefined ? "musl" : "gnu"}`;
}
