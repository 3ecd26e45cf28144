import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** Runs Node in the root of the repository, and resolves with its exit status. What it prints goes to the terminal. */
export async function runNode(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  const [status] = await once(child, "exit");
  return status ?? 1;
}

/** As `runNode`, for the tests of a configuration file of vitest. */
export function runVitest(
  configuration: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  return runNode([vitest, "run", "--config", configuration, ...words], environment);
}
