import { join } from "node:path";
import { build } from "esbuild";
import type { Manifest, WorkspacePackage } from "../workspace.ts";

/**
 * Writes the JavaScript of a package into its `dist`: one file for each entry of `exports` and `bin`, and chunks
 * for what entries share and for what is imported on demand. Every relative import is resolved here, or the build
 * fails; packages are left to the project that installs this one.
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
    // Neither Node's nor a browser's: what a package imports of either is its own choice.
    platform: "neutral",
    // `using` is syntax that Node has from 24 on.
    target: "node20.19",
    sourcemap: true,
    // The sources are in the package.
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
