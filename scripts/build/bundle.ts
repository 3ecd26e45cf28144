import { join } from "node:path";
import { build } from "esbuild";
import type { ConditionalTarget, Manifest, WorkspacePackage } from "../workspace.ts";

/**
 * Writes the JavaScript of a package into its `dist`: one file for each entry of `exports` and `bin`, and chunks for code that
 * entries share and for dynamic imports. Relative imports are bundled; imports of packages stay.
 */
export async function bundlePackage(
  { folder, manifest }: WorkspacePackage,
  workspace: string,
): Promise<void> {
  await build({
    absWorkingDir: join(workspace, folder),
    entryPoints: entryPoints(manifest),
    outbase: "src",
    outdir: "dist",
    bundle: true,
    splitting: true,
    packages: "external",
    // What the platform decides, by `imports` of the package.json.
    external: ["#*"],
    format: "esm",
    // Not specific to Node or browsers: each package decides which of their modules it imports.
    platform: "neutral",
    // Node supports the syntax of `using` since version 24.
    target: "node20.19",
    sourcemap: true,
    // The package contains its sources.
    sourcesContent: false,
    logLevel: "silent",
  });
}

/** The sources of the files that `imports`, `exports` and `bin` name, for example `src/index.ts` of `./dist/index.js`. */
function entryPoints({ imports = {}, exports = {}, bin = {} }: Manifest): string[] {
  const targets = [imports, exports, bin].flatMap(targetsIn);
  const names = targets.flatMap((path) => /^\.\/dist\/(.*)\.js$/.exec(path)?.[1] ?? []);
  return [...new Set(names)].map((name) => `src/${name}.ts`);
}

/** All paths in a map whose values are paths, or such maps by condition. */
function targetsIn(target: ConditionalTarget): string[] {
  return typeof target === "string" ? [target] : Object.values(target).flatMap(targetsIn);
}
