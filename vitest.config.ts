import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { shared } from "./vitest.shared.ts";

const extension = "test.ts";

/**
 * The projects by priority: a test file belongs to the first one that matches it, so that no test runs twice. A suffix such as
 * `.system.test.ts` or `.lancedb.test.ts` overrides the folder.
 */
const projects = {
  /** Tests that a checker notices seeded faults. */
  mutations: [`**/*.mutations.${extension}`],
  /** The explorer's page in Chromium, on a real server. Skipped where there is no Chromium. */
  explorer: [`**/*.explorer.${extension}`],
  /** Installed packages, processes that end or are killed, exhaustive searches, and long runs of the conformance kit. */
  system: [
    `**/*.system.${extension}`,
    `packages/*/test/{processes,model}/**/*.${extension}`,
    `{packages/cli,apps/*}/test/**/*.${extension}`,
    `installed/*.${extension}`,
  ],
  /** LanceDB in the process of the test. */
  lancedb: [
    `**/*.lancedb.${extension}`,
    `packages/{tables,connection,dir-namespace,postgres-namespace,federation,server}/test/**/*.${extension}`,
  ],
  /** No native code. */
  unit: [`packages/*/test/**/*.${extension}`, `scripts/**/*.${extension}`],
} as const;

type ProjectName = keyof typeof projects;

/** The unit tests of the REST client once more, as platforms other than Node resolve it: with `fetch`. */
const fetchConditions = ["@lancetree/source", "browser"];

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
  ...shared,
  test: {
    ...shared.test,
    projects: [
      // Without native code, the files can share a thread and the modules in it.
      project("unit", { pool: "threads", isolate: false, setupFiles: ["scripts/vitest/no-native-code.ts"] }),
      {
        ...project("unit", { name: "fetch", include: [`packages/rest-client/test/*.${extension}`] }),
        ssr: { resolve: { conditions: fetchConditions } },
        resolve: { conditions: fetchConditions },
      },
      project("lancedb"),
      project("explorer", {
        globalSetup: ["packages/explorer/test/browser/setup.ts"],
      }),
      project("system"),
      project("mutations"),
    ],
  },
});
