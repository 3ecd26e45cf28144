import { existsSync } from "node:fs";
import { join } from "node:path";
import { runGo } from "../run-go.ts";
import { root } from "../workspace.ts";

/** A version on the Go module proxy, which is the only source of the download. It needs Go 1.26.6, which older ones download. */
const module = "github.com/seaweedfs/seaweedfs@v0.0.0-20261109003541-7506e5f91cd6";
const path: string = join(root, ".seaweedfs", process.platform === "win32" ? "weed.exe" : "weed");

/** The path of a SeaweedFS server. Builds it with Go on first use. Rejects with a description of what to install if it cannot be built. */
export async function seaweedBinary(): Promise<string> {
  if (existsSync(path)) return path;
  // `go install` refuses modules that replace others, which the sources of a module in its own folder may.
  const downloaded: { Dir: string } = JSON.parse(
    await runGo("SeaweedFS", ["mod", "download", "-json", module]),
  );
  const words = ["build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./weed"];
  await runGo("SeaweedFS", words, { folder: downloaded.Dir, environment: { CGO_ENABLED: "0" } });
  return path;
}
