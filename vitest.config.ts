import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const extension = "test.ts";

/**
 * The projects, in the order in which they take files: the last part of a name comes before the folder. A file belongs to the first
 * project that matches it, so that no test runs twice.
 */
const projects = {
  /** What shows that a checker notices seeded faults. */
  mutations: [`**/*.mutations.${extension}`],
  /** Installed packages, processes that end or are killed, exhaustive searches. */
  system: [
    `**/*.system.${extension}`,
    `packages/*/test/{processes,model}/**/*.${extension}`,
    `{packages/{cli,server},apps/*}/test/**/*.${extension}`,
    `installed/*.${extension}`,
  ],
  /** LanceDB in the process of the test. */
  lancedb: [
    `**/*.lancedb.${extension}`,
    `packages/{tables,connection,dir-namespace,federation}/test/**/*.${extension}`,
  ],
  /** No native code. */
  unit: [`packages/*/test/**/*.${extension}`, `scripts/**/*.${extension}`],
} as const;

type ProjectName = keyof typeof projects;

function project(
  name: ProjectName,
  test: TestProjectInlineConfiguration["test"] = {},
): TestProjectInlineConfiguration {
  const names = Object.keys(projects) as ProjectName[];
  const earlier = names.slice(0, names.indexOf(name)).flatMap((other) => projects[other]);
  return {
    extends: true,
    test: {
      name,
      include: [...projects[name]],
      exclude: ["**/node_modules/**", "**/dist/**", ...earlier],
      ...test,
    },
  };
}

export default defineConfig({
  // Tests run on the sources; nothing has to be built first.
  ssr: { resolve: { conditions: ["@lancetree/source"] } },
  resolve: { conditions: ["@lancetree/source"] },
  test: {
    pool: "forks",
    // Most tests wait for storage and for other processes; by default one core would be left idle.
    maxWorkers: "100%",
    // Against hangs only: no test may depend on how much a busy machine does in a time.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 900_000 } },
    projects: [
      // Without native code, the files can share a thread and the modules in it.
      project("unit", { pool: "threads", isolate: false, setupFiles: ["scripts/vitest/no-native-code.ts"] }),
      project("lancedb"),
      project("system"),
      project("mutations"),
    ],
  },
});
