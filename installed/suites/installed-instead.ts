import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { Plugin } from "vitest/config";
import { root } from "../../scripts/workspace.ts";

/**
 * Resolves a test's imports of sources (`../src/index.ts`, and packages of the workspace) to the packages that npm installed into
 * a project. LanceDB is the project's as well, since only one copy may be loaded.
 *
 * @param project - the folder of that project
 * @throws Error for a test that imports a file which no package exports; such a test can only run on sources
 */
export function installedInstead(project: string): Plugin {
  const { resolve } = createRequire(join(project, "package.json"));
  return {
    name: "installed-instead",
    enforce: "pre",
    resolveId(specifier, importer) {
      const name = importedPackage(specifier, importer ?? "");
      return name === undefined ? undefined : { id: resolve(name), external: true };
    },
  };
}

/** The package that a test's import names; undefined for files of the tests and for libraries. */
function importedPackage(specifier: string, importer: string): string | undefined {
  if (/^@lancetree\/|^@lancedb\/lancedb$/.test(specifier)) return specifier;
  if (!specifier.startsWith(".")) return undefined;
  const file = relative(root, join(dirname(importer), specifier));
  const [, name, path = ""] = /^packages\/([^/]+)\/src\/(.*)$/.exec(file) ?? [];
  if (name === undefined) return undefined;
  const [, entry] = /^(?:(.*)\/)?index\.ts$/.exec(path) ?? [];
  if (!path.endsWith("index.ts")) throw new Error(`${importer} imports ${file}, which no package exports.`);
  return entry === undefined ? `@lancetree/${name}` : `@lancetree/${name}/${entry}`;
}
