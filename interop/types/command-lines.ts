/** Runs command lines of `lancetree` one after the other. Each line of standard input is one as JSON; so is each result. */
import { createInterface } from "node:readline";
import { PassThrough, Writable } from "node:stream";
import { runCli } from "@lancetree/cli";

class Collector extends Writable {
  readonly #chunks: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(Buffer.from(chunk));
    done();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const words: string[] = JSON.parse(line);
  const [out, err] = [new Collector(), new Collector()];
  const code = await runCli(words, {
    streams: { stdin: new PassThrough(), stdout: out, stderr: err },
    environment: process.env,
    signal: new AbortController().signal,
  });
  process.stdout.write(`${JSON.stringify({ code, out: out.text, err: err.text })}\n`);
}
process.exit(0);
