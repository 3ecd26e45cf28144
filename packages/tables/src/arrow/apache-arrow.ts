import { createRequire } from "node:module";
import type * as Arrow from "apache-arrow";
import { usedCopy } from "../engine/lancedb.ts";
import { lazyModule } from "../engine/lazy-module.ts";
import { readPackageManifest } from "../engine/package-manifest.ts";
import { isInRange } from "../engine/version-range.ts";

/**
 * The copy of apache-arrow that LanceDB itself loads: the CommonJS build. An `import` would load the ES build, a second
 * copy whose classes do not recognize the tables that LanceDB returns. It is loaded when one of its names is first used.
 */
export const arrow: typeof Arrow = lazyModule(loadArrow);

function loadArrow(): typeof Arrow {
  const require = createRequire(`${usedCopy.folder}/package.json`);
  const { version, folder } = readPackageManifest(require.resolve("apache-arrow"));
  const range = usedCopy.peerDependencies["apache-arrow"] ?? "*";
  if (!isInRange(version, range)) {
    process.emitWarning(
      `LanceDB ${usedCopy.version} takes apache-arrow ${range} and found ${version} in ${folder}. It rejects Arrow tables and schemas of that ` +
        "version as unreadable. Use apache-arrow 18.1.0 in this project, or install the newer one under another name: " +
        "npm install arrow-21@npm:apache-arrow@21. docs/installing.md of Lancetree explains this.",
      { type: "LancetreeWarning", code: "LANCETREE_APACHE_ARROW" },
    );
  }
  return require("apache-arrow");
}
