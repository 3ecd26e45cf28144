import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { type CatalogServer, repository, runsSources, serveFolder } from "./serve-folder.ts";

/** A server with the sample and the page. */
export interface SampleServer extends CatalogServer {
  /** The folder of the catalog, which is removed with the server. */
  readonly root: string;
}

/** Builds the page, and serves it with the sample tables by `lancetree serve`. */
export async function serveSample(): Promise<SampleServer> {
  const configFile = join(repository, "packages/explorer/vite.config.ts");
  await build({ configFile, build: { emptyOutDir: true } });
  const root = mkdtempSync(join(tmpdir(), "lancetree-explorer-"));
  const server = await serveFolder(root);
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const sample = "packages/explorer/test/browser/create-sample.ts";
    execFileSync(process.execPath, [...runsSources, sample, server.address], { cwd: repository });
    return { address: server.address, root, close };
  } catch (error) {
    await close();
    throw error;
  }
}
