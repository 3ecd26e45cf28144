/**
 * Builds what has changed, with turbo; arguments are handed on (`--filter=@lancetree/demo`). Sets what turbo
 * takes from the environment only, and sends all it says to stderr, so that the demo's output is its own.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./workspace.ts";

const turbo = join(root, "node_modules", "turbo", "bin", "turbo");
const { status } = spawnSync(
  process.execPath,
  [turbo, "run", "build", "--ui=stream", "--output-logs=errors-only", ...process.argv.slice(2)],
  {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", process.stderr, process.stderr],
  },
);
process.exitCode = status ?? 1;
