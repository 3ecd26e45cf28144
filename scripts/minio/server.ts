import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { freePorts } from "../free-ports.ts";
import { minioBinary } from "./binary.ts";

/** A running server. */
export interface Minio extends AsyncDisposable {
  readonly endpoint: string;
  /** LanceDB's storage options for this server. */
  readonly storageOptions: Readonly<Record<string, string>>;
}

const user = "lancetree";
const password = "lancetree-test-only";

/**
 * Starts a server on loopback with a data folder of its own, which it removes when it is stopped.
 * @param environment - further environment variables of the server
 */
export async function startMinio(
  buckets: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Minio> {
  const binary = await minioBinary();
  const data = await mkdtemp(join(tmpdir(), "lancetree-minio-"));
  // MinIO serves every folder in its data folder as a bucket.
  for (const bucket of buckets) await mkdir(join(data, bucket));
  const [port, consolePort] = await freePorts(2);
  const child = spawn(
    binary,
    [
      "server",
      data,
      "--quiet",
      "--address",
      `127.0.0.1:${port}`,
      "--console-address",
      `127.0.0.1:${consolePort}`,
    ],
    {
      env: {
        ...process.env,
        MINIO_ROOT_USER: user,
        MINIO_ROOT_PASSWORD: password,
        MINIO_BROWSER: "off",
        ...environment,
      },
      stdio: "ignore",
    },
  );
  const gone = once(child, "exit");
  endWithParent(child);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill();
    await gone;
    await rm(data, { recursive: true, force: true });
  };
  // Only against hangs: a busy machine takes its time.
  const end = Date.now() + 900_000;
  while (!(await isReady(endpoint))) {
    if (Date.now() > end || child.exitCode !== null) {
      await stop();
      throw new Error("The MinIO server does not respond.");
    }
    await sleep(100);
  }
  return {
    endpoint,
    storageOptions: {
      aws_access_key_id: user,
      aws_secret_access_key: password,
      region: "us-east-1",
      endpoint,
      allow_http: "true",
    },
    [Symbol.asyncDispose]: stop,
  };
}

function isReady(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/minio/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}
