/**
 * Runs the programs of docs/hosts/ on Bun, Deno and workerd.
 *
 *     tsx interop/hosts/run.ts
 */
import { runHosts } from "./suite.ts";

const results = await runHosts(console.log);
const count = (wanted: string): number => results.filter(({ status }) => status === wanted).length;
console.log(`\n${count("passed")} passed, ${count("failed")} failed, ${count("missing")} missing`);
process.exitCode = count("failed") > 0 || count("passed") === 0 ? 1 : 0;
