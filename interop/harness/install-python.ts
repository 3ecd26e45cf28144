import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MissingError } from "./missing-error.ts";

const installed = fileURLToPath(new URL("../.installed/", import.meta.url));
const requirements = fileURLToPath(new URL("../python/requirements.txt", import.meta.url));

/**
 * Creates a virtual environment with the Python packages, once for each list of packages.
 *
 * @param more - another requirements file; the environment has the name of its folder
 * @returns its interpreter
 * @throws MissingError if there is no Python 3.11 or later with venv
 */
export function installPython(more?: string): string {
  if (more === undefined) return installRequirements("python", [requirements]);
  return installRequirements(basename(dirname(more)), [requirements, more]);
}

/**
 * As `installPython`, with only the packages of the lists.
 *
 * @param name - the folder of the environment
 */
export function installRequirements(name: string, lists: readonly string[]): string {
  const environment = join(installed, name);
  const requirementText = lists.map((list) => readFileSync(list, "utf8")).join("");
  const done = join(environment, ".done");
  const python = join(environment, "bin", "python");
  if (existsSync(done) && readFileSync(done, "utf8") === requirementText && works(python)) return python;
  rmSync(environment, { recursive: true, force: true });
  const modern = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]);
  if (modern.status !== 0) throw new MissingError("install Python 3.11 or later as python3");
  const made = spawnSync("python3", ["-m", "venv", environment], { encoding: "utf8" });
  if (made.status !== 0) throw new MissingError("install Python's venv and pip (python3-venv on Debian)");
  const { status, stdout, stderr } = spawnSync(
    python,
    [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--only-binary",
      ":all:",
      ...lists.flatMap((list) => ["--requirement", list]),
    ],
    { encoding: "utf8", timeout: 600_000 },
  );
  if (status !== 0) throw new Error(`pip could not install ${requirementText}:\n${stdout}${stderr}`);
  writeFileSync(done, requirementText);
  return python;
}

/** The version of a package that a list names, which is by default that of `installPython`. */
export function pythonVersion(name: string, list: string = requirements): string {
  const line = readFileSync(list, "utf8")
    .split("\n")
    .find((text) => text.startsWith(`${name}==`));
  if (line === undefined) throw new Error(`the requirements do not name ${name}`);
  return line.slice(name.length + 2).trim();
}

/** Whether the environment works: it does not if the interpreter that created it was removed. */
function works(python: string): boolean {
  return spawnSync(python, ["-c", ""]).status === 0;
}
