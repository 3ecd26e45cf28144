import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources; nothing has to be built first.
  ssr: { resolve: { conditions: ["@lancetree/source"] } },
  resolve: { conditions: ["@lancetree/source"] },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "apps/*/test/**/*.test.ts",
      "scripts/**/*.test.ts",
      "installed/*.test.ts",
    ],
    pool: "forks",
    // Most tests wait for storage and for other processes; by default one core would be left idle.
    maxWorkers: "100%",
    // Against hangs only: no test may depend on how much a busy machine does in a time.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 900_000 } },
  },
});
