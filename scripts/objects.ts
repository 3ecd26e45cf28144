/** Runs the tests on an object store: `pnpm objects [--store s3|seaweedfs|azure|gcs] [arguments of vitest …]`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { storeKinds, storeVariable } from "./object-stores/stores.ts";
import { root } from "./workspace.ts";

const forVitest = process.argv.slice(2);
const at = forVitest.indexOf("--store");
const store = at < 0 ? "s3" : (forVitest.splice(at, 2)[1] ?? "");
if (!storeKinds.includes(store)) throw new Error(`--store must be ${storeKinds.join(" or ")}.`);
const vitest = spawn(
  process.execPath,
  [
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--config",
    "vitest.objects.config.ts",
    ...forVitest,
  ],
  { cwd: root, stdio: "inherit", env: { ...process.env, [storeVariable]: store } },
);
const [status] = await once(vitest, "exit");
process.exitCode = status ?? 1;
