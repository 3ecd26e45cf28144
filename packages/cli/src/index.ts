/** Runs a command line in this process. The program itself is `main.ts`. */
export type { ExitCode } from "./errors/exit-codes.ts";
export type { InputStream, OutputStream, Streams } from "./output/streams.ts";
export { type RunOptions, runCli } from "./run-cli.ts";
