/**
 * Runs the programs of docs/hosts/ on Bun, Deno, workerd and, in the long form, Next.
 *
 *     tsx interop/hosts/run.ts [--short]
 */
import { parseArgs } from "node:util";
import { runHosts } from "./suite.ts";

const { values } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const results = await runHosts(console.log, values);
const count = (kind: string): number => results.filter(({ status }) => status === kind).length;
console.log(`\n${count("passed")} passed, ${count("failed")} failed, ${count("missing")} missing`);
process.exitCode = count("failed") > 0 || count("passed") === 0 ? 1 : 0;
