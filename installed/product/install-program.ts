import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "../../scripts/workspace.ts";
import { installedProduct } from "./installed-product.ts";

/**
 * Bundles a program of this repository into the project in which the packages are installed. Its imports of packages resolve to
 * the packages that npm installed there.
 *
 * @param file - its path from the root of the repository, for example `apps/demo/src/walkthrough.ts`
 * @returns the path of the bundle, which Node can run
 */
export async function installProgram(file: string): Promise<string> {
  const { folder } = await installedProduct();
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile: "program.mjs",
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "inline",
    write: false,
    logLevel: "silent",
  });
  const text = outputFiles[0]?.text ?? "";
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const program = join(folder, "programs", `${basename(file, ".ts")}-${hash}.mjs`);
  const unfinished = `${program}.${process.pid}`;
  await mkdir(join(folder, "programs"), { recursive: true });
  await writeFile(unfinished, text);
  await rename(unfinished, program);
  return program;
}
