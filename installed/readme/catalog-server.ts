import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWithParent } from "../product/end-with-parent.ts";
import { installedProduct } from "../product/installed-product.ts";
import { mustRun } from "../product/run-command.ts";
import { servedAddress } from "../product/served-address.ts";

export interface CatalogServer extends AsyncDisposable {
  readonly url: string;
}

/** Serves a new catalog that holds a table prod/search/user. */
export async function startCatalogServer(): Promise<CatalogServer> {
  const { cli } = await installedProduct();
  const folder = await mkdtemp(join(tmpdir(), "lancetree-readme-"));
  const environment = { PATH: process.env["PATH"], HOME: folder, LANCETREE_ROOT: join(folder, "catalog") };
  const run = (...words: string[]) => mustRun(process.execPath, [cli, ...words], { folder, environment });
  await writeFile(join(folder, "users.csv"), 'id,age,vector\n1,40,"[0.1, 0.2]"\n2,20,"[0.3, 0.5]"\n');
  await run("create-namespace", "prod/search", "--parents");
  await run("create-table", "prod/search/user", "--from", "users.csv");
  const child = spawn(process.execPath, [cli, "serve", "--port", "0"], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  endWithParent(child);
  return {
    url: await servedAddress(child),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "close");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
