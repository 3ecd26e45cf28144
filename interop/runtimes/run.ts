/**
 * Runs the REST client in browsers and other runtimes.
 *
 *     tsx interop/runtimes/run.ts [--short]
 */
import { parseArgs } from "node:util";
import { runRuntimes } from "./suite.ts";

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const results = await runRuntimes(console.log, values);
const count = (kind: string): number => results.filter(({ status }) => status === kind).length;
console.log(`\n${count("passed")} passed, ${count("failed")} failed, ${count("missing")} missing`);
process.exitCode = count("failed") > 0 || count("passed") === 0 ? 1 : 0;
