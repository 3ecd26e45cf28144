/** Which package may depend on which. CONTRIBUTING.md explains it. */
import { posix } from "node:path";
import type { Manifest } from "../workspace.ts";
import { type ImportedModule, importsOf, packageOf } from "./imports.ts";
import { foldersIn, manifestOf, sourcesIn, type Tree } from "./tree.ts";

const backends = [
  "dir-namespace",
  "postgres-namespace",
  "tables",
  "federation",
  "connection",
  "server",
  "cli",
];
const lancedb = "@lancedb/lancedb";
const mayUseLanceDB = new Set(["packages/tables", "packages/connection"]);
/** They repeat the peer dependency of tables. */
const mayPassLanceDBOn = new Set([
  ...mayUseLanceDB,
  "packages/dir-namespace",
  "packages/postgres-namespace",
  "packages/federation",
  "packages/server",
]);
/** A program, which depends on LanceDB itself. */
const mayBringLanceDB = "packages/cli";
const runsAnywhere = new Set(["packages/arrow", "packages/core", "packages/spec", "packages/conformance"]);

/** Workspace packages that a package must not depend on, by its folder; with `all`, every one but those named. */
const forbidden: Readonly<Record<string, { readonly all?: boolean; readonly names: readonly string[] }>> = {
  "packages/spec": { all: true, names: [] },
  "packages/core": { all: true, names: ["spec"] },
  "packages/arrow": { all: true, names: ["core", "spec"] },
  "packages/explorer": { all: true, names: [] },
  "packages/conformance": { all: true, names: ["core"] },
  "packages/postgres-namespace": { all: true, names: ["core", "tables"] },
  "packages/rest-client": { names: backends },
  "packages/rest-server": { names: backends },
  "packages/federation": {
    all: true,
    names: ["core", "dir-namespace", "postgres-namespace", "rest-client", "tables"],
  },
  "packages/server": {
    all: true,
    names: ["core", "dir-namespace", "federation", "postgres-namespace", "rest-server", "spec", "tables"],
  },
};

/** Where a dependency in a package.json or an import in a source file points the wrong way. */
export function findWrongArrows(tree: Tree): string[] {
  const apps = new Set(foldersIn(tree, "apps").map((folder) => manifestOf(tree, folder).name));
  return foldersIn(tree, "packages").flatMap((folder) => {
    const manifest = manifestOf(tree, folder);
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    });
    // Names that begin with `#` are modules of the package itself.
    const importable = [...declared, ...Object.keys(manifest.imports ?? {})];
    const declarations = declared.flatMap((name) =>
      (name === lancedb ? wrongLanceDB(folder, manifest) : wrongTarget(folder, name, apps)).map(
        (reason) => `${folder}/package.json: ${reason}`,
      ),
    );
    const imports = sourcesIn(tree, `${folder}/src`).flatMap((path) =>
      importsOf(path, tree.get(path) ?? "").flatMap((imported) =>
        wrongImport(folder, path, imported, [...importable, manifest.name], apps).map(
          (reason) => `${path}:${imported.line}: ${reason}`,
        ),
      ),
    );
    return [...declarations, ...imports];
  });
}

/** Packages that reach themselves through dependencies, development ones included. */
export function findCycles(tree: Tree): string[] {
  const edges = new Map(
    foldersIn(tree, "packages").map((folder) => {
      const { name, dependencies, devDependencies, peerDependencies } = manifestOf(tree, folder);
      return [name, Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })];
    }),
  );
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (edges.get(from) ?? []).some(
      (next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))),
    );
  return [...edges.keys()]
    .filter((name) => reaches(name, name, new Set()))
    .map((name) => `${name} depends on itself`);
}

/** A project has one copy of LanceDB, its own: every package of Lancetree declares LanceDB as a peer dependency. */
function wrongLanceDB(folder: string, { dependencies, optionalDependencies }: Manifest): string[] {
  if (folder === mayBringLanceDB) return [];
  if (!mayPassLanceDBOn.has(folder)) return [`must not depend on ${lancedb}`];
  const owned = lancedb in { ...dependencies, ...optionalDependencies };
  return owned ? [`${lancedb} must be a peer dependency`] : [];
}

function wrongTarget(folder: string, target: string, apps: ReadonlySet<string>): string[] {
  if (apps.has(target)) {
    return [`a package must not depend on the app ${target}`];
  }
  if (target === lancedb && !mayUseLanceDB.has(folder)) {
    return [`only tables and connection may use ${lancedb}`];
  }
  const rule = forbidden[folder];
  if (rule === undefined || !target.startsWith("@lancetree/")) {
    return [];
  }
  const listed = rule.names.includes(target.slice("@lancetree/".length));
  return listed === (rule.all === true) ? [] : [`${folder} must not depend on ${target}`];
}

function wrongImport(
  folder: string,
  path: string,
  { specifier, typeOnly }: ImportedModule,
  declared: readonly string[],
  apps: ReadonlySet<string>,
): string[] {
  const target = packageOf(specifier);
  if (specifier.startsWith(".")) {
    const inside = posix.join(posix.dirname(path), specifier).startsWith(`${folder}/src/`);
    return inside ? [] : [`${specifier} leaves the sources of its package`];
  }
  if (target === undefined) {
    return runsAnywhere.has(folder) ? [`${specifier} does not exist outside of Node`] : [];
  }
  if (folder === "packages/core" && target === "@lancetree/spec" && !typeOnly) {
    return ["core may import only types from spec: use import type"];
  }
  if (target === lancedb && mayUseLanceDB.has(folder) && !typeOnly) {
    return [`only types of ${lancedb}: use "lancedb" from tables, the one copy that Lancetree loads`];
  }
  const own = target === `@lancetree/${posix.basename(folder)}`;
  const wrong = own ? [] : wrongTarget(folder, target, apps);
  return declared.includes(target) ? wrong : [...wrong, `${target} is not a dependency in package.json`];
}
