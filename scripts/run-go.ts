import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface GoOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs `go` and returns what it printed. Rejects with a description of what to install if it is missing.
 *
 * @param program - what is built, for messages
 */
export async function runGo(
  program: string,
  words: readonly string[],
  { folder, environment }: GoOptions = {},
): Promise<string> {
  try {
    const env = { ...process.env, ...environment };
    const { stdout } = await promisify(execFile)("go", words, { cwd: folder, env, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new Error(
      isMissing
        ? `The tests on object stores need ${program}, which is built with Go: install Go 1.24 or later (https://go.dev/dl), so that \`go\` is on the PATH.`
        : `${program} could not be built with Go.`,
      { cause: error },
    );
  }
}
