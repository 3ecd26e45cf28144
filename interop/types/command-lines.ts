/** Runs command lines of `lancetree` one after the other: each line of the standard input is one as JSON, and so is each answer. */
import { createInterface } from "node:readline";
import { PassThrough, Writable } from "node:stream";
import { runCli } from "@lancetree/cli";

class Collector extends Writable {
  readonly #pieces: Buffer[] = [];

  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  override _write(piece: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.#pieces.push(Buffer.from(piece));
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
