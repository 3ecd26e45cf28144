import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { emptyHome } from "../product/empty-home.ts";
import { endWithParent } from "../product/end-with-parent.ts";
import { mustRun } from "../product/run-command.ts";

/** A running program of a page. */
export interface RunningHost extends AsyncDisposable {
  readonly url: string;
  /** Its output so far. */
  readonly output: () => string;
  /** Sends SIGTERM and resolves with the exit status, or with the signal that ended the process. */
  readonly end: () => Promise<number | NodeJS.Signals | null>;
}

export interface HostProgram {
  /** A project with all packages that the program imports. */
  readonly project: string;
  readonly files: ReadonlyMap<string, string>;
  /** Commands, as a page shows them; the last one starts the program. */
  readonly run: readonly string[];
  /** Folders with programs that the commands name. */
  readonly path?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A secret of `apiKeys`. The programs read it from `ANNS_KEY`. */
export const secret = "a-secret-that-is-long-enough-for-a-key";

/** Writes the files into a folder of the project, runs the commands there, and resolves when the program prints its address. */
export async function startHost({
  project,
  files,
  run,
  path = [],
  environment: more,
}: HostProgram): Promise<RunningHost> {
  await mkdir(join(project, "programs"), { recursive: true });
  const folder = await mkdtemp(join(project, "programs", "host-"));
  const locations = [
    ...path,
    join(project, "node_modules/.bin"),
    dirname(process.execPath),
    process.env["PATH"],
  ];
  const environment = {
    ...(await emptyHome()),
    PATH: locations.join(delimiter),
    ANNS_KEY: secret,
    PORT: "0",
    NO_COLOR: "1",
    ...more,
  };
  for (const [name, text] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const commands = run.filter((line) => !line.startsWith("export ")).map((line) => line.replace(/^npx /, ""));
  for (const line of commands.slice(0, -1)) await mustRun("sh", ["-c", line], { folder, environment });
  const child = spawn("sh", ["-c", `exec ${commands.at(-1)}`], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithParent(child);
  let output = "";
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (status, signal) => resolve(signal ?? status));
  });
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: string): void => {
      output += chunk;
      const found = /(?:http:\/\/(?:127\.0\.0\.1|localhost):|"port":)(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(`http://127.0.0.1:${found}`);
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    child.once("error", reject);
    void ended.then((status) => reject(new Error(`The program ended with ${status}:\n${output}`)));
  });
  const end = (signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> => {
    child.kill(signal);
    return ended;
  };
  const dispose = async (): Promise<void> => {
    await end("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return {
      url: await url,
      output: () => output,
      end: () => end("SIGTERM"),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
