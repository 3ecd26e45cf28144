/** Trees for the tests of the rules, which do not exist on disk. */
import type { Tree } from "./tree.ts";

export function treeOf(files: Record<string, string | object>): Tree {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? content : JSON.stringify(content),
    ]),
  );
}

/** A package with dependencies and one source file. */
export function packageOf(
  name: string,
  source: string,
  dependencies: string[] = [],
  kind: "dependencies" | "peerDependencies" = "dependencies",
): Record<string, string | object> {
  return {
    [`packages/${name}/package.json`]: {
      name: `@lancetree/${name}`,
      [kind]: Object.fromEntries(dependencies.map((dependency) => [dependency, "1"])),
    },
    [`packages/${name}/src/index.ts`]: source,
  };
}
