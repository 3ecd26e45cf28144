import { dirname } from "node:path";
import type { GoProgram } from "../go-program.ts";

/** The last release on the Go module proxy. */
const module = "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c";

/** A real S3 server that enforces `If-None-Match`. To build it takes four minutes of processor time. */
export const minioProgram: GoProgram = {
  name: "MinIO",
  file: ".minio/bin/minio",
  build: (go, path) => go(["install", module], { environment: { GOBIN: dirname(path) } }),
};
