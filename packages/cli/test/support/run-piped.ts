import { PassThrough, Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { ExitCode } from "../../src/index.ts";
import { product } from "./program.ts";

const installed = `${product.folder}/node_modules/@lancetree/cli/dist/index.js`;
const { runCli }: typeof import("../../src/index.ts") = await import(pathToFileURL(installed).href);

// As the command's process does; otherwise Lance would print warnings between the results of the tests.
process.env["LANCEDB_LOG"] ??= "error";

export interface PipedResult {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line of the installed package in this process, with pipes for streams. */
export async function runPiped(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal = new AbortController().signal,
): Promise<PipedResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, error] = [collect(stdout), collect(stderr)];
  const code = await runCli(words, {
    streams: { stdin: Readable.from([]), stdout, stderr },
    environment,
    signal,
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await out, stderr: await error };
}

/** The objects of a list that was printed as JSON. */
export function jsonLines(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

async function collect(stream: PassThrough): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
