import { join } from "node:path";
import { build } from "esbuild";
import type { Manifest, WorkspacePackage } from "../workspace.ts";

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

/** The sources of the files that `exports` and `bin` name, for example `src/index.ts` of `./dist/index.js`. */
function entryPoints({ exports = {}, bin = {} }: Manifest): string[] {
  const targets = Object.values(exports).map((target) =>
    typeof target === "string" ? target : target["default"],
  );
  return [...targets, ...Object.values(bin)].flatMap((path) => {
    const name = /^\.\/dist\/(.*)\.js$/.exec(path ?? "")?.[1];
    return name === undefined ? [] : [`src/${name}.ts`];
  });
}
