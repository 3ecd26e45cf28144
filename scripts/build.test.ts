import { expect, test } from "vitest";
import { emitDeclarations } from "./build/declarations.ts";
import { readPackages, root } from "./workspace.ts";

const packages = readPackages("packages").map((candidate) => [candidate.manifest.name, candidate] as const);

// The type checker sees all files and does not report this.
test.each(packages)("each file of %s has explicit types for its exports", (_name, candidate) => {
  const written: string[] = [];
  expect(emitDeclarations(candidate, root, (path) => written.push(path))).toBe("");
  expect(written).not.toEqual([]);
});
