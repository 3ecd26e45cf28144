/**
 * Runs tests of the packages on the supported Node versions except the one that runs this script, which runs all tests anyway.
 *
 * The oldest and the newest version run the unit tests, the tests with LanceDB and those of the command line. A version between them
 * runs the unit tests only: they cover the built-in modules that differ (fetch, streams, HTTP), and LanceDB's addon is the same file
 * for all versions. Arguments replace this selection: `tsx scripts/node-matrix.ts packages/core`.
 */
import { spawnSync } from "node:child_process";
import { supportedMajors } from "../installed/product/nodes.ts";
import { root } from "./workspace.ts";

const current = process.versions.node.split(".")[0];
const edges = ["--config", "vitest.nodes.config.ts"];
const between = ["--project", "unit", "--project", "fetch"];

for (const version of supportedMajors.filter((major) => major !== current)) {
  const isEdge = version === supportedMajors.at(0) || version === supportedMajors.at(-1);
  const [, , ...selected] = process.argv;
  const selection = selected.length > 0 ? selected : isEdge ? edges : between;
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
