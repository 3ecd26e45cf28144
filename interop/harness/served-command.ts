import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { installedProduct } from "../../installed/product/installed-product.ts";
import { servedAddress } from "../../installed/product/served-address.ts";

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
  let panics = 0;
  child.stderr?.on("data", (chunk: string) => {
    panics += chunk.match(/ panicked at /g)?.length ?? 0;
  });
  return {
    url: await servedAddress(child),
    ended: () => endOf(child),
    panics: () => panics,
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
