import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { endWithParent } from "../../../installed/product/end-with-parent.ts";
import { servedAddress } from "../../../installed/product/served-address.ts";

/** A `lancetree serve` of its own process. */
export interface CatalogServer {
  readonly url: string;
  /** Ends it as a crash would; it can complete nothing. */
  kill(): Promise<void>;
}

/** Starts a server on loopback and waits until it listens. Rejects with its output if it ends before. */
export async function startCatalogServer(words: readonly string[]): Promise<CatalogServer> {
  const manifest = createRequire(import.meta.url).resolve("@lancetree/cli/package.json");
  const program = join(dirname(manifest), "dist", "main.js");
  const child = spawn(process.execPath, [program, "serve", "--port", "0", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  endWithParent(child);
  return {
    url: await servedAddress(child),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
