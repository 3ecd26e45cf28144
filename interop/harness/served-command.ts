import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { installedProduct } from "../../installed/product/installed-product.ts";

/** What the process holds once its garbage is collected, in bytes. */
export interface Held {
  readonly heap: number;
  readonly resident: number;
}

/** The installed `lancetree serve` in a process of its own. */
export interface ServedCommand {
  readonly url: string;
  /** How it ended, undefined while it runs. */
  readonly ended: () => string | undefined;
  /** The number of panics in LanceDB; the server returned an error for each. */
  readonly panics: () => number;
  held(): Promise<Held>;
  stop(): Promise<void>;
}

/** Sends the memory of the process for each message. It is loaded before the command. */
const memoryReporter = `
process.on("message", () => {
  gc();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({ heap: heapUsed, resident: rss });
});
process.channel.unref();
`;

/**
 * Starts the command on a free port. Rejects with what it wrote where it ends before it serves.
 *
 * @param parameters - of the command, such as `--root`
 */
export async function serveCatalog(parameters: readonly string[]): Promise<ServedCommand> {
  const { cli } = await installedProduct();
  const child = fork(cli, ["serve", "--port", "0", ...parameters], {
    execArgv: ["--expose-gc", "--import", `data:text/javascript,${encodeURIComponent(memoryReporter)}`],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, LANCE_LOG: "error", RUST_BACKTRACE: "0", NO_COLOR: "1" },
  });
  endWithParent(child);
  const counted = { panics: 0 };
  const url = await addressOf(child, counted);
  return {
    url,
    ended: () => endOf(child),
    panics: () => counted.panics,
    async held() {
      const reply = once(child, "message");
      child.send("held");
      const [held]: Held[] = await reply;
      if (!held) throw new Error("The server does not say what it holds.");
      return held;
    },
    async stop() {
      if (endOf(child) !== undefined) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function endOf({ exitCode, signalCode }: ChildProcess): string | undefined {
  return signalCode ?? (exitCode === null ? undefined : String(exitCode));
}

function addressOf(child: ChildProcess, counted: { panics: number }): Promise<string> {
  let written = "";
  return new Promise((resolve, reject) => {
    child.once("exit", () => reject(new Error(`The server ended: ${written}`)));
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      counted.panics += chunk.match(/ panicked at /g)?.length ?? 0;
      if (written.length < 10_000) written += chunk;
      const url = / at (http:\S+)/.exec(written)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}
