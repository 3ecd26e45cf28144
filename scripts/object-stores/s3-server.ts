import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { freePorts } from "../free-ports.ts";
import { builtProgram, type GoProgram } from "../go-program.ts";
import { hasEnded } from "../has-ended.ts";

/** A running server that speaks S3. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** LanceDB's storage options for this server. */
  readonly storageOptions: Readonly<Record<string, string>>;
}

/** The keys of the root user of each server. */
export const serverKeys = { id: "lancetree", secret: "lancetree-test-only" } as const;

export const serverRegion = "us-east-1";

export interface S3ServerSettings {
  readonly program: GoProgram;
  readonly portCount: number;
  /** @param data - a new folder */
  arguments(data: string, ports: readonly number[]): Promise<readonly string[]>;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether the server responds, at the first of its ports. */
  isReady(endpoint: string): Promise<boolean>;
}

/** The number of times that a server is started that ends by itself, as when another process has taken one of its ports. */
const attempts = 3;

/** Starts a server on loopback with a data folder of its own, which it removes when it is stopped. Builds it if it is not there. */
export async function startS3Server(settings: S3ServerSettings): Promise<S3Server> {
  const binary = await builtProgram(settings.program);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const server = await startOnce(binary, settings);
    if (server !== undefined) return server;
  }
  throw new Error(`The ${settings.program.name} server does not respond.`);
}

async function startOnce(binary: string, settings: S3ServerSettings): Promise<S3Server | undefined> {
  const data = await mkdtemp(join(tmpdir(), `lancetree-${settings.program.name.toLowerCase()}-`));
  const ports = await freePorts(settings.portCount);
  const child = spawn(binary, await settings.arguments(data, ports), {
    env: { ...process.env, ...settings.environment },
    stdio: "ignore",
  });
  const gone = once(child, "exit");
  endWithParent(child);
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
    await rm(data, { recursive: true, force: true, maxRetries: 3 });
  };
  const endpoint = `http://127.0.0.1:${ports[0]}`;
  // Only against hangs: a busy machine takes its time.
  const end = Date.now() + 900_000;
  while (!(await settings.isReady(endpoint))) {
    if (Date.now() > end || hasEnded(child)) {
      await stop();
      return undefined;
    }
    await sleep(100);
  }
  return {
    endpoint,
    storageOptions: {
      aws_access_key_id: serverKeys.id,
      aws_secret_access_key: serverKeys.secret,
      region: serverRegion,
      endpoint,
      allow_http: "true",
    },
    [Symbol.asyncDispose]: stop,
  };
}
