import { emptyHome } from "./empty-home.ts";
import { mustRun } from "./run-command.ts";

/** A Node that the packages support. */
export interface SupportedNode {
  /** Its first number: `20`. */
  readonly major: string;
  readonly path: string;
  /** Whether it runs TypeScript files by leaving their types out. */
  readonly stripsTypes: boolean;
}

export const supportedMajors: readonly string[] = ["20", "22", "24"];

/** The newest Node of each supported major version, from npm. For the major version of this process: this Node. */
export async function supportedNodes(): Promise<SupportedNode[]> {
  const found: SupportedNode[] = [];
  for (const major of supportedMajors) {
    const path = process.versions.node.startsWith(`${major}.`) ? process.execPath : await download(major);
    const { stdout } = await mustRun(path, ["-p", "process.features.typescript === 'strip'"], {
      folder: ".",
      environment: {},
    });
    found.push({ major, path, stripsTypes: stdout.trim() === "true" });
  }
  return found;
}

async function download(major: string): Promise<string> {
  const words = ["--yes", "-p", `node@${major}`, "node", "-p", "process.execPath"];
  const { stdout } = await mustRun("npx", words, { folder: ".", environment: await emptyHome() });
  return stdout.trim();
}
