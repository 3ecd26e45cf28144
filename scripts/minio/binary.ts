import { access } from "node:fs/promises";
import { join } from "node:path";
import { runGo } from "../run-go.ts";
import { root } from "../workspace.ts";

/** The last release on the Go module proxy, which is the only source of the download. */
const module = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c";
const folder: string = join(root, ".minio", "bin");
const path: string = join(folder, process.platform === "win32" ? "minio.exe" : "minio");

/**
 * The path of a MinIO server, a real S3 server that enforces `If-None-Match`. Builds it with Go on first use, which takes four
 * minutes of processor time. Rejects with a description of what to install if it cannot be built.
 */
export async function minioBinary(): Promise<string> {
  if (await isMinioBuilt()) return path;
  await runGo("a MinIO server", ["install", module], { environment: { GOBIN: folder } });
  return path;
}

/** Whether the server is there, so that starting it does not need Go. */
export async function isMinioBuilt(): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
