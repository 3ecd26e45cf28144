/** Source files that import each other in a circle, whether for values or for types alone. */
import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import { handWritten, type Tree } from "./tree.ts";

/** Each circle, as the files in the order in which they import each other: `a.ts → b.ts → a.ts`. */
export function findCircles(tree: Tree): string[] {
  const graph = new Map(handWritten(tree).map((path) => [path, neighborsOf(tree, path)]));
  const done = new Set<string>();
  const circles: string[] = [];
  // Depth first: an import of a file on the way from the start closes a circle.
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      circles.push([...way.slice(start), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return circles;
}

function neighborsOf(tree: Tree, path: string): string[] {
  return importsOf(path, tree.get(path) ?? "")
    .filter(({ specifier }) => specifier.startsWith("."))
    .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
    .filter((target) => tree.has(target));
}
