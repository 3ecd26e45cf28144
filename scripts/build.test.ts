import { expect, test } from "vitest";
import { emitDeclarations } from "./build/declarations.ts";
import { readPackages, root } from "./workspace.ts";

const packages = readPackages("packages").map((candidate) => [candidate.manifest.name, candidate] as const);

// The type checker knows more than one file, so it does not notice.
test.each(packages)("each file of %s says the types of what it exports", (_name, candidate) => {
  const written: string[] = [];
  expect(emitDeclarations(candidate, root, (path) => written.push(path))).toBe("");
  expect(written).not.toEqual([]);
});
