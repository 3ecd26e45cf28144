/** Diagrams of the packages in Mermaid, drawn from what their manifests depend on. */
import { readPackages, type WorkspacePackage } from "./workspace.ts";

/** The names that each package depends on, without the scope. LanceDB is the only one from outside of this repository. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

const scope = "@lancetree/";
const lancedb = "@lancedb/lancedb";

export function readDependencies(
  packages: readonly WorkspacePackage[] = [...readPackages("packages"), ...readPackages("apps")],
): Dependencies {
  return new Map(
    packages.map(({ manifest }) => {
      const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      const drawn = names.filter((name) => name.startsWith(scope) || name === lancedb);
      return [withoutScope(manifest.name), drawn.map(withoutScope).toSorted()];
    }),
  );
}

/** Every dependency that a manifest declares. */
export function fullDiagram(dependencies: Dependencies): string {
  return diagram("BT", dependencies);
}

/** The packages alone, without the arrows that follow from others: if a → b → c, then a → c is left out. */
export function shortDiagram(dependencies: Dependencies, left: readonly string[] = []): string {
  const own = [...dependencies].filter(([name]) => !left.includes(name));
  const reduced = own.map(([name, direct]) => {
    const ownDependencies = direct.filter((other) => dependencies.has(other));
    const implied = new Set(ownDependencies.flatMap((other) => [...reachableFrom(other, dependencies)]));
    return [name, ownDependencies.filter((other) => !implied.has(other))] as const;
  });
  return diagram(
    "TB",
    new Map(reduced.toSorted(([a], [b]) => depth(b, dependencies) - depth(a, dependencies))),
  );
}

function diagram(direction: "BT" | "TB", dependencies: Dependencies): string {
  const arrows = [...dependencies].flatMap(([name, others]) =>
    others.length === 0 ? [] : [`  ${node(name)} --> ${others.map(node).join(" & ")}`],
  );
  return ["```mermaid", `flowchart ${direction}`, ...arrows, "```"].join("\n");
}

/** Everything that can be reached from a package, itself left out. */
function reachableFrom(name: string, dependencies: Dependencies): Set<string> {
  const reached = new Set<string>();
  const visit = (from: string): void => {
    for (const next of dependencies.get(from) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(name);
  return reached;
}

/** The length of the longest way down from a package. */
function depth(name: string, dependencies: Dependencies): number {
  return Math.max(0, ...(dependencies.get(name) ?? []).map((other) => 1 + depth(other, dependencies)));
}

function node(name: string): string {
  return name === lancedb ? `lancedb[("${lancedb}")]` : name;
}

function withoutScope(name: string): string {
  return name.startsWith(scope) ? name.slice(scope.length) : name;
}
