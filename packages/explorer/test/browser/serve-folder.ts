import { spawn } from "node:child_process";
import { join } from "node:path";
import { servedAddress } from "../../../../installed/product/served-address.ts";

export const repository: string = join(import.meta.dirname, "../../../..");
/** Runs `lancetree` from its sources. Vitest loads this file without the condition under which packages resolve to them. */
export const runsSources: readonly string[] = ["--conditions", "@lancetree/source", "--import", "tsx"];
export const command: readonly string[] = [...runsSources, "packages/cli/src/main.ts"];

/** A server with the page, in a process of its own. */
export interface CatalogServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves a folder by `lancetree serve`, with more of its options. */
export async function serveFolder(root: string, options: readonly string[] = []): Promise<CatalogServer> {
  const server = spawn(process.execPath, [...command, "serve", "--root", root, "--port", "0", ...options], {
    cwd: repository,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let output = "";
  // Read to the end, or the server would wait.
  server.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  let isClosing = false;
  server.once("exit", (code, signal) => {
    if (!isClosing) process.stderr.write(`The server ended with ${code ?? signal}.\n${output}`);
  });
  return {
    address: await servedAddress(server),
    async close() {
      isClosing = true;
      const ended = new Promise((resolve) => server.once("exit", resolve));
      if (server.kill("SIGTERM")) await ended;
    },
  };
}
