import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { root } from "../../scripts/workspace.ts";

const suite = process.env["LANCEDB_SUITE"] ?? "";
const here = join(root, "interop/lancedb-suite");
const installed = join(root, "packages/connection/node_modules");
const lancedb = join(installed, "@lancedb/lancedb/dist");

/** The suite's own files, whose imports of LanceDB's sources lead to the installed LanceDB, and `connect` to `swap.ts`. */
export default defineConfig({
  root: suite,
  ssr: { resolve: { conditions: ["@lancetree/source"] } },
  resolve: {
    conditions: ["@lancetree/source"],
    alias: [
      { find: /^\.\.\/lancedb$/, replacement: join(here, "swap.ts") },
      { find: /^\.\.\/lancedb\/(.*)$/, replacement: `${lancedb}/$1` },
      { find: /^tmp$/, replacement: join(here, "tmp.ts") },
      { find: /^apache-arrow$/, replacement: join(installed, "apache-arrow") },
    ],
  },
  test: {
    globals: true,
    include: ["__test__/*.test.ts"],
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    server: { deps: { external: [/node_modules/] } },
    setupFiles: [join(here, "jest.ts")],
  },
});
