/**
 * Runs a demo in this folder, on the packages as they would be published: `demo [FOLDER]` the walkthrough, `demo postgres` two servers over one
 * database.
 */
import { spawnSync } from "node:child_process";
import { installProgram } from "../installed/product/install-program.ts";

const [first, ...more] = process.argv.slice(2);
const isTwoServers = first === "postgres" && more.length === 0;
const program = await installProgram(`apps/demo/src/${isTwoServers ? "two-servers" : "walkthrough"}.ts`);
const words = isTwoServers ? [] : process.argv.slice(2);
const { status } = spawnSync(process.execPath, [program, ...words], { stdio: "inherit" });
process.exitCode = status ?? 1;
