/** Runs the tests on an object store: `pnpm objects [--store s3|azure] [file …]`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { storeKinds, storeVariable } from "./object-stores/stores.ts";
import { root } from "./workspace.ts";

const { values, positionals } = parseArgs({
  options: { store: { type: "string", default: "s3" } },
  allowPositionals: true,
});
if (!storeKinds.includes(values.store)) {
  throw new Error(`--store must be ${storeKinds.join(" or ")}.`);
}
const vitest = spawn(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--config",
    "vitest.objects.config.ts",
    ...positionals,
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, [storeVariable]: values.store } },
);
const [status] = await once(vitest, "exit");
process.exitCode = status ?? 1;
