/**
 * Runs a demo in this folder, on the packages as they would be published: `demo [FOLDER]` the walkthrough, `demo postgres` two servers over one
 * database, `demo ui` the sample catalog in a browser, with the options of `lancetree ui`.
 */
import { spawnSync } from "node:child_process";
import { installProgram } from "../installed/product/install-program.ts";
import { installedProduct } from "../installed/product/installed-product.ts";

const [first, ...more] = process.argv.slice(2);

async function program(): Promise<string[]> {
  if (first === "ui") return [(await installedProduct()).cli, "ui", "--sample", ...more];
  if (first === "postgres" && more.length === 0)
    return [await installProgram("apps/demo/src/two-servers.ts")];
  return [await installProgram("apps/demo/src/walkthrough.ts"), ...process.argv.slice(2)];
}

const { status } = spawnSync(process.execPath, await program(), { stdio: "inherit" });
process.exitCode = status ?? 1;
