/** Runs the demo in this folder, on the packages as they would be published. Arguments are the demo's. */
import { spawnSync } from "node:child_process";
import { installProgram } from "../installed/product/install-program.ts";

const program = await installProgram("apps/demo/src/walkthrough.ts");
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: "inherit" });
process.exitCode = status ?? 1;
