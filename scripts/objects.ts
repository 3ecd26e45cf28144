/**
 * Runs the tests on an object store: `pnpm objects [--store s3|seaweedfs|azure|gcs] [arguments of vitest …]`. Where the store's server cannot
 * be built, nothing runs, and the command says so.
 */
import { prepareStore, storeKinds, storeVariable } from "./object-stores/stores.ts";
import { runVitest } from "./run-node.ts";

const forVitest = process.argv.slice(2);
const at = forVitest.indexOf("--store");
const store = at < 0 ? "s3" : (forVitest.splice(at, 2)[1] ?? "");
if (!storeKinds.includes(store)) throw new Error(`--store must be ${storeKinds.join(" or ")}.`);
const refusal = await prepareStore(store).then(
  () => undefined,
  (error: Error) => error.message,
);
if (refusal === undefined)
  process.exitCode = await runVitest("vitest.objects.config.ts", forVitest, { [storeVariable]: store });
else console.log(`${refusal} The tests on ${store} were not run.`);
