import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type S3Server, serverKeys, startS3Server } from "../object-stores/s3-server.ts";
import { minioProgram } from "./program.ts";

/**
 * Starts MinIO.
 *
 * @param environment - further environment variables of the server
 */
export function startMinio(
  buckets: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<S3Server> {
  return startS3Server({
    program: minioProgram,
    portCount: 2,
    async arguments(data, [port, consolePort]) {
      // MinIO serves every folder in its data folder as a bucket.
      for (const bucket of buckets) await mkdir(join(data, bucket));
      const addresses = ["--address", `127.0.0.1:${port}`, "--console-address", `127.0.0.1:${consolePort}`];
      return ["server", data, "--quiet", ...addresses];
    },
    environment: {
      MINIO_ROOT_USER: serverKeys.id,
      MINIO_ROOT_PASSWORD: serverKeys.secret,
      MINIO_BROWSER: "off",
      ...environment,
    },
    isReady: (endpoint) =>
      fetch(`${endpoint}/minio/health/live`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
}
