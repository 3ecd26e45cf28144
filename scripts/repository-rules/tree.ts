/** The repository as a map, so that a test can run a rule on a tree that does not exist on disk. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, root } from "../workspace.ts";

/** The content of every file by its path from the root, with `/` on every system. */
export type Tree = ReadonlyMap<string, string>;

const ignored = new Set(["node_modules", "dist", ".git", ".installed", "lancetree-demo"]);

/** Every text file that is or could be committed. Works without git, for example in an unpacked archive. */
export function readTree(): Tree {
  const tree = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      // In a worktree .git is a file.
      if (ignored.has(entry.name)) continue;
      if (entry.isDirectory()) {
        visit(path);
      } else if (entry.isFile() && existsSync(join(root, path))) {
        const text = readFileSync(join(root, path), "utf8");
        if (!text.includes("\0")) {
          tree.set(path, text);
        }
      }
    }
  };
  visit("");
  return tree;
}

/** Folders that hold a package.json directly below `packages` or `apps`, for example `packages/core`. */
export function foldersIn(tree: Tree, parent: "packages" | "apps"): string[] {
  return [...tree.keys()]
    .filter((path) => path.startsWith(`${parent}/`) && /^[^/]+\/[^/]+\/package\.json$/.test(path))
    .map((path) => path.slice(0, -"/package.json".length));
}

export function manifestOf(tree: Tree, folder: string): Manifest {
  return JSON.parse(tree.get(`${folder}/package.json`) ?? "{}") as Manifest;
}

/** Paths of hand-written TypeScript below a folder: no generated code. */
export function sourcesIn(tree: Tree, folder: string): string[] {
  return [...tree.keys()].filter(
    (path) => path.startsWith(`${folder}/`) && /\.m?tsx?$/.test(path) && !path.includes("/generated/"),
  );
}

/** Paths of all hand-written TypeScript of the repository. */
export function handWritten(tree: Tree): string[] {
  return ["packages", "apps", "scripts", "benchmarks", "interop", "installed"].flatMap((folder) =>
    sourcesIn(tree, folder),
  );
}
