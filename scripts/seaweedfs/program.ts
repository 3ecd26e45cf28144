import type { GoProgram } from "../go-program.ts";

/** It needs Go 1.26.6, which older ones download. */
const module = "github.com/seaweedfs/seaweedfs@v0.0.0-20261109003541-7506e5f91cd6";

/** Another S3 server, whose conditional puts, lists and copies are of its own making. */
export const seaweedProgram: GoProgram = {
  name: "SeaweedFS",
  file: ".seaweedfs/weed",
  async build(go, path) {
    // `go install` refuses modules that replace others, which the sources of a module in its own folder may.
    const downloaded: { Dir: string } = JSON.parse(await go(["mod", "download", "-json", module]));
    const words = ["build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./weed"];
    await go(words, { folder: downloaded.Dir, environment: { CGO_ENABLED: "0" } });
  },
};
