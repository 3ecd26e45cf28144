/** Tests fail by what they see and not because the machine is busy: a time limit is only against hangs, so no test has a short one. */
import { handWritten, type Tree } from "./tree.ts";

/** As long as `expect.poll` waits by default, in milliseconds: see vitest.shared.ts. */
const shortest = 900_000;
const limit = /\b(?:timeout|testTimeout|hookTimeout): ([\d_]+)|^\s*\}, ([\d_]{5,})\);$/gm;

/** Each time limit of a test, a hook or a poll that is shorter than the shared ones. */
export function findShortLimits(tree: Tree): string[] {
  const configurations = [...tree.keys()].filter((path) => /^vitest\.[\w.]+\.ts$/.test(path));
  const tests = handWritten(tree).filter((path) => /\/test\/|\.(?:test|suite)\.ts$|\/vitest\./.test(path));
  return [...configurations, ...tests].flatMap((path) => {
    const text = tree.get(path) ?? "";
    return [...text.matchAll(limit)]
      .filter(([, option, argument]) => Number((option ?? argument ?? "").replaceAll("_", "")) < shortest)
      .map(({ index, 0: found }) => `${path}:${text.slice(0, index).split("\n").length}: "${found.trim()}"`);
  });
}
