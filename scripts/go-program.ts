import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./workspace.ts";

/** A program that Go builds at its first use from a version on the Go module proxy, which is the only source of the download. */
export interface GoProgram {
  /** For messages. */
  readonly name: string;
  /** Where it is built, from the root of the repository, without the ending of the platform. */
  readonly file: string;
  /** @param path - of the program, which this writes */
  build(go: Go, path: string): Promise<unknown>;
}

/** Runs `go` and resolves with what it printed. */
export type Go = (words: readonly string[], options?: GoOptions) => Promise<string>;

interface GoOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Whether the program is there, so that its use does not need Go. */
export function isBuilt(program: GoProgram): boolean {
  return existsSync(pathOf(program));
}

/** The path of a program. Builds it if it is not there. Rejects with a description of what to install if it cannot be built. */
export async function builtProgram(program: GoProgram): Promise<string> {
  const path = pathOf(program);
  if (isBuilt(program)) return path;
  await program.build(async (words, { folder, environment } = {}) => {
    try {
      const env = { ...process.env, ...environment };
      const { stdout } = await promisify(execFile)("go", words, { cwd: folder, env, maxBuffer: 2 ** 26 });
      return stdout;
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      throw new Error(
        isMissing
          ? `${program.name} is built with Go: install Go 1.24 or later (https://go.dev/dl), so that \`go\` is on the PATH.`
          : `${program.name} could not be built with Go.`,
        { cause: error },
      );
    }
  }, path);
  return path;
}

function pathOf({ file }: GoProgram): string {
  return join(root, process.platform === "win32" ? `${file}.exe` : file);
}
