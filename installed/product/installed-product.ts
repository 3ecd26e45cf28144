import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, readPackages } from "../../scripts/workspace.ts";
import { cachedFolder } from "./cached-folder.ts";
import { emptyHome } from "./empty-home.ts";
import { packedPackages } from "./packed-packages.ts";
import { mustRun } from "./run-command.ts";

/** A project with every published package, installed from its tarball, and all their optional peers. */
export interface InstalledProduct {
  /** The folder of the project, which holds only what npm installed. */
  readonly folder: string;
  /** The program of `lancetree`, for Node to run. */
  readonly cli: string;
}

/** Builds, packs and installs the packages with npm, once for each state of the sources. */
export async function installedProduct(): Promise<InstalledProduct> {
  const { tarballs, hash } = await packedPackages();
  const folder = await cachedFolder(`npm-${hash}`, (project) => install(project, [...tarballs.values()]));
  return { folder, cli: join(folder, "node_modules/@lancetree/cli/dist/main.js") };
}

async function install(project: string, tarballs: readonly string[]): Promise<void> {
  const nothing = join(project, "without-models");
  await mkdir(nothing);
  await writeFile(
    join(nothing, "package.json"),
    JSON.stringify({ name: "without-models", version: "0.0.0" }),
  );
  const manifest = {
    private: true,
    type: "module",
    // LanceDB's optional model runtimes are larger than LanceDB itself, and Lancetree does not use them.
    overrides: { "@huggingface/transformers": "file:without-models", openai: "file:without-models" },
  };
  await writeFile(join(project, "package.json"), JSON.stringify(manifest));
  const words = ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs, ...peers()];
  await mustRun("npm", words, { folder: project, environment: await emptyHome() });
}

/** The peer dependencies of the packages, optional ones included, in the versions of the workspace. */
function peers(): string[] {
  const found = readPackages("packages").flatMap(({ folder, manifest }) =>
    Object.keys(manifest.peerDependencies ?? {}).map((name) => {
      return `${name}@${readManifest(`${folder}/node_modules/${name}`).version}`;
    }),
  );
  return [...new Set(found)];
}
