import { configDefaults, defineConfig } from "vitest/config";
import { shared } from "./vitest.shared.ts";

/** The tests of the packages whose result can depend on the Node version, for `scripts/node-matrix.ts`. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["packages/*/test/**/*.test.ts"],
    // Minutes of work on the same code for each version: killed processes, attacks, exhaustive searches, conformance on a disk.
    exclude: [
      ...configDefaults.exclude,
      "**/*.{mutations,system}.test.ts",
      // A page in a browser.
      "**/*.explorer.test.ts",
      "**/test/{processes,model}/**",
      "**/{attacks-*,load}.test.ts",
      "packages/dir-namespace/test/{conformance,faults}.test.ts",
    ],
  },
});
