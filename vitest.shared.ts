import type { ViteUserConfig } from "vitest/config";

/** The options of every run on the sources. */
export const shared = {
  // Tests run on the sources; nothing has to be built first.
  ssr: { resolve: { conditions: ["@lancetree/source"] } },
  resolve: { conditions: ["@lancetree/source"] },
  test: {
    pool: "forks",
    // Most tests wait for storage and for other processes; by default one core would be idle.
    maxWorkers: "100%",
    // Only against hangs: no test may depend on the speed of the machine.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 900_000 } },
  },
} as const satisfies ViteUserConfig;
