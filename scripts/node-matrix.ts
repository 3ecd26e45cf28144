/**
 * Runs the tests of the packages on every supported Node version except the one that runs this script:
 * the whole suite runs on that one anyway. Arguments are handed to vitest in place of `packages`.
 */
import { spawnSync } from "node:child_process";
import { supportedMajors } from "../installed/product/nodes.ts";
import { root } from "./workspace.ts";

const current = process.versions.node.split(".")[0];
// What crashes, several processes, attacks, mutants and the model show does not depend on the Node version, and takes minutes.
const slow = [
  "**/test/{processes,model}/**",
  "**/test/{crash,faults,difference}.test.ts",
  "**/test/*.mutations.test.ts",
  "**/test/serve/{attacks-*,load}.test.ts",
  // The kit runs on a folder through `connection`, and over REST on memory.
  "packages/{dir-namespace,federation}/test/conformance.test.ts",
  "packages/rest-client/test/conformance-directory.test.ts",
];
const usual = ["packages", ...slow.flatMap((pattern) => ["--exclude", pattern])];
const selection = process.argv.length > 2 ? process.argv.slice(2) : usual;

for (const version of supportedMajors.filter((major) => major !== current)) {
  const started = performance.now();
  console.log(`\nNode ${version}: vitest run ${selection.join(" ")}`);
  const { status } = spawnSync(
    "npx",
    ["--yes", "-p", `node@${version}`, "node", "node_modules/vitest/vitest.mjs", "run", ...selection],
    { cwd: root, stdio: "inherit" },
  );
  if (status !== 0) {
    console.error(`Node ${version}: failed`);
    process.exit(1);
  }
  console.log(`Node ${version}: passed in ${Math.round((performance.now() - started) / 1000)} s`);
}
