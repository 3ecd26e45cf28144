import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { servedAddress } from "../../../../installed/product/served-address.ts";

const repository = join(import.meta.dirname, "../../../..");
/** Vitest loads this file without the condition under which packages resolve to their sources. */
const runsSources = ["--conditions", "@lancetree/source", "--import", "tsx"];

/** A server with the sample and the page. */
export interface SampleServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the page, and serves it with the sample tables by `lancetree serve`. */
export async function serveSample(): Promise<SampleServer> {
  const configFile = join(repository, "packages/explorer/vite.config.ts");
  await build({ configFile, build: { emptyOutDir: true } });
  const root = mkdtempSync(join(tmpdir(), "lancetree-explorer-"));
  const server = spawn(
    process.execPath,
    [...runsSources, "packages/cli/src/main.ts", "serve", "--root", root, "--port", "0"],
    { cwd: repository, stdio: ["ignore", "ignore", "pipe"] },
  );
  const output = outputOf(server);
  let isClosing = false;
  server.once("exit", (code, signal) => {
    if (!isClosing) process.stderr.write(`The server ended with ${code ?? signal}.\n${output.text}`);
  });
  const close = async (): Promise<void> => {
    isClosing = true;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.kill("SIGTERM")) await ended;
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const address = await servedAddress(server);
    const sample = "packages/explorer/test/browser/create-sample.ts";
    execFileSync(process.execPath, [...runsSources, sample, address], { cwd: repository });
    return { address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the server prints; it is read to the end, or the server would wait. */
function outputOf(server: ChildProcess): { text: string } {
  const output = { text: "" };
  server.stderr?.on("data", (chunk: Buffer) => {
    output.text += chunk.toString();
  });
  return output;
}
