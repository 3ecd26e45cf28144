import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run on the sources; nothing has to be built first.
  ssr: { resolve: { conditions: ["@lancetree/source"] } },
  resolve: { conditions: ["@lancetree/source"] },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/test/**/*.test.ts", "scripts/**/*.test.ts"],
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
