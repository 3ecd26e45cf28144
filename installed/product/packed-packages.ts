import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { buildPackages } from "../../scripts/build/build-packages.ts";
import { readPackages, root, type WorkspacePackage } from "../../scripts/workspace.ts";
import { cachedFolder } from "./cached-folder.ts";
import { mustRun } from "./run-command.ts";

/** The packages as they would be published. */
export interface PackedPackages {
  /** Path of each tarball by the name of its package. */
  readonly tarballs: ReadonlyMap<string, string>;
  /** A hash of everything that they were made from. */
  readonly hash: string;
}

/** Files outside of the packages that `pnpm pack` reads or that affect the build. */
const workspaceFiles = [
  "package.json",
  "pnpm-workspace.yaml",
  "pnpm-lock.yaml",
  ".pnpmfile.mjs",
  "tsconfig.base.json",
];
const notPublished = new Set(["node_modules", "dist", "test"]);

/** Builds and packs every package that is published, once for each state of the sources. */
export async function packedPackages(): Promise<PackedPackages> {
  const publishable = readPackages("packages").filter(({ manifest }) => manifest.private !== true);
  const hash = await contentHash([
    ...workspaceFiles,
    "scripts/build",
    "installed/product",
    ...publishable.map(({ folder }) => folder),
  ]);
  const folder = await cachedFolder(`packed-${hash}`, (destination) => pack(publishable, destination));
  const tarballs = publishable.map(({ folder: path, manifest: { name, version } }) => {
    const tarball = join(folder, `lancetree-${basename(path)}-${version}.tgz`);
    return [name, tarball] as const;
  });
  return { tarballs: new Map(tarballs), hash };
}

/** Works on a copy, independent of the content and of the readers of `dist` in the workspace. */
async function pack(packages: readonly WorkspacePackage[], destination: string): Promise<void> {
  const workspace = join(destination, "workspace");
  for (const file of workspaceFiles) await cp(join(root, file), join(workspace, file));
  for (const { folder } of packages) {
    await cp(join(root, folder), join(workspace, folder), {
      recursive: true,
      filter: (path) => !notPublished.has(relative(join(root, folder), path)),
    });
    // pnpm writes the versions of workspace packages into the manifest and reads them from here.
    await symlink(join(root, folder, "node_modules"), join(workspace, folder, "node_modules"), "junction");
  }
  await buildPackages(packages, workspace);
  const words = ["--yes", "pnpm@12", "--recursive", "--filter", "./packages/*", "pack", "--pack-destination"];
  // If npx chose the Node of this process, its environment variables would restrict the inner npx to that package.
  const environment = { ...process.env, npm_config_package: undefined };
  await mustRun("npx", [...words, destination], { folder: workspace, environment });
  await rm(workspace, { recursive: true });
}

async function contentHash(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  const add = async (path: string): Promise<void> => {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(root, path)))
      .update("\0");
  };
  const addFolder = async (path: string): Promise<void> => {
    const entries = await readdir(join(root, path), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (notPublished.has(entry.name)) continue;
      await (entry.isDirectory() ? addFolder : add)(`${path}/${entry.name}`);
    }
  };
  for (const path of paths) await (path.includes("/") ? addFolder(path) : add(path));
  return hash.digest("hex").slice(0, 16);
}
