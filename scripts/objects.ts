/**
 * Runs the tests on an object store: `pnpm objects [--store s3|seaweedfs|azure|gcs] [arguments of vitest …]`. Where the store's server cannot
 * be built, nothing runs, and the command says so.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { prepareStore, storeKinds, storeVariable } from "./object-stores/stores.ts";
import { root } from "./workspace.ts";

const forVitest = process.argv.slice(2);
const at = forVitest.indexOf("--store");
const store = at < 0 ? "s3" : (forVitest.splice(at, 2)[1] ?? "");
if (!storeKinds.includes(store)) throw new Error(`--store must be ${storeKinds.join(" or ")}.`);
const refusal = await prepareStore(store).then(
  () => undefined,
  (error: Error) => error.message,
);
if (refusal === undefined) process.exitCode = await runVitest();
else console.log(`${refusal} The tests on ${store} were not run.`);

async function runVitest(): Promise<number> {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(
    process.execPath,
    [vitest, "run", "--config", "vitest.objects.config.ts", ...forVitest],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, [storeVariable]: store },
    },
  );
  const [status] = await once(child, "exit");
  return status ?? 1;
}
