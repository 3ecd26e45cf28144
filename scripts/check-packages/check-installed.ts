/** Installs one packed package into a new project and reports the problems that a user would have. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, runCommand, type WorkspacePackage } from "../workspace.ts";

export interface InstallationOptions {
  readonly candidate: WorkspacePackage;
  /** All packages that are published, the candidate included. */
  readonly publishable: readonly WorkspacePackage[];
  /** The packed file of each of them, by name. */
  readonly tarballs: ReadonlyMap<string, string>;
  /** A folder that does not exist yet. */
  readonly project: string;
}

const lancedb = "@lancedb/lancedb";
/** One entry per problem; empty if the package installs, loads and has the right files. */
export function checkInstalled({ candidate, publishable, tarballs, project }: InstallationOptions): string[] {
  const { name } = candidate.manifest;
  const closure = dependencyClosure(name, publishable);
  const needsLanceDB = closure.some(
    ({ manifest }) => lancedb in { ...manifest.dependencies, ...manifest.peerDependencies },
  );
  mkdirSync(project, { recursive: true });
  const siblings = closure.filter(({ manifest }) => manifest.name !== name);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({
      private: true,
      dependencies: {
        [name]: `file:${tarballs.get(name)}`,
        // --omit=optional leaves out LanceDB's model runtimes, and also its native addon.
        ...(needsLanceDB ? nativeAddon() : {}),
      },
      // Packages of the workspace come from their tarballs, if the package declares them.
      overrides: Object.fromEntries(
        siblings.map(({ manifest }) => [manifest.name, `file:${tarballs.get(manifest.name)}`]),
      ),
    }),
  );
  const installed = runCommand(
    "npm",
    ["install", ...(needsLanceDB ? ["--omit=optional"] : []), "--no-audit", "--no-fund", "--prefer-offline"],
    project,
  );
  if (installed.status !== 0) {
    return [`npm install of the tarball:\n${installed.output}`];
  }
  const problems = [...checkContents(join(project, "node_modules", name)), ...loadEveryExport(name, project)];
  if (!needsLanceDB && existsSync(join(project, "node_modules", "@lancedb"))) {
    problems.push("installs @lancedb, though neither it nor what it depends on should need LanceDB");
  }
  return problems;
}

function dependencyClosure(name: string, publishable: readonly WorkspacePackage[]): WorkspacePackage[] {
  const found = new Map<string, WorkspacePackage>();
  const visit = (packageName: string): void => {
    const member = publishable.find(({ manifest }) => manifest.name === packageName);
    if (member !== undefined && !found.has(packageName)) {
      found.set(packageName, member);
      Object.keys({ ...member.manifest.dependencies, ...member.manifest.peerDependencies }).forEach(visit);
    }
  };
  visit(name);
  return [...found.values()];
}

/** LanceDB's addon for this machine, as a dependency of the project. */
function nativeAddon(): Record<string, string> {
  const manifest = readLanceDBManifest();
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  const suffix = {
    linux: report.header?.glibcVersionRuntime === undefined ? "-musl" : "-gnu",
    win32: "-msvc",
  }[process.platform as string];
  const addon = `${lancedb}-${process.platform}-${process.arch}${suffix ?? ""}`;
  const version = manifest.optionalDependencies?.[addon];
  if (version === undefined) {
    throw new Error(`LanceDB ${manifest.version} has no native addon named ${addon}`);
  }
  return { [addon]: version };
}

function readLanceDBManifest(): Manifest {
  const entry = new URL(import.meta.resolve(lancedb));
  return JSON.parse(readFileSync(new URL("../package.json", entry), "utf8")) as Manifest;
}

function checkContents(folder: string): string[] {
  const problems: string[] = [];
  for (const file of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"]) {
    if (!existsSync(join(folder, file))) {
      problems.push(`the tarball lacks ${file}`);
    }
  }
  const tests = readdirSync(folder, { recursive: true }).filter((path) => /\.test(-d)?\./.test(String(path)));
  if (tests.length > 0) {
    problems.push(`the tarball holds tests: ${tests.join(", ")}`);
  }
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  for (const internal of ["@lancetree/source", "workspace:", "catalog:"]) {
    if (manifest.includes(`"${internal}`)) {
      problems.push(`the packed manifest contains "${internal}"`);
    }
  }
  return problems;
}

/** Imports and requires every export in Node. This also shows that an import does not keep the process running. */
export function loadEveryExport(name: string, project: string): string[] {
  const manifest = JSON.parse(
    readFileSync(join(project, "node_modules", name, "package.json"), "utf8"),
  ) as Manifest;
  const problems: string[] = [];
  for (const subpath of Object.keys(manifest.exports ?? {})) {
    if (subpath === "./package.json") {
      continue;
    }
    const specifier = JSON.stringify(name + subpath.slice(1));
    const empty = `if (Object.keys(loaded).length === 0) throw new Error("it exports nothing");`;
    const programs: Record<string, readonly [program: string, inputType: string]> = {
      require: [`const loaded = require(${specifier}); ${empty}`, "--input-type=commonjs"],
    };
    // An import of JSON needs an attribute and is experimental in Node 20.
    if (!subpath.endsWith(".json")) {
      programs["import"] = [`import * as loaded from ${specifier}; ${empty}`, "--input-type=module"];
    }
    for (const [kind, [program, inputType]] of Object.entries(programs)) {
      const loaded = runCommand(process.execPath, [inputType, "--eval", program], project);
      if (loaded.status !== 0 || loaded.output !== "") {
        problems.push(`${kind} of ${specifier} (exit code ${loaded.status}):\n${loaded.output}`);
      }
    }
  }
  return problems;
}
