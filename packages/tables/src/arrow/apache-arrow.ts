import { createRequire } from "node:module";
import type * as Arrow from "apache-arrow";
import { satisfies } from "semver";
import { usedCopy } from "../engine/lancedb.ts";
import { readPackageManifest } from "../engine/package-manifest.ts";

/**
 * The copy of apache-arrow that LanceDB itself loads: the CommonJS build. An `import` would load the ES build, a second
 * copy whose classes do not recognize the tables that LanceDB returns.
 */
export const arrow: typeof Arrow = loadArrow();

function loadArrow(): typeof Arrow {
  const require = createRequire(`${usedCopy.folder}/package.json`);
  const { version, folder } = readPackageManifest(require.resolve("apache-arrow"));
  const range = usedCopy.peerDependencies["apache-arrow"] ?? "*";
  if (!satisfies(version, range)) {
    process.emitWarning(
      `LanceDB ${usedCopy.version} takes apache-arrow ${range} and found ${version} in ${folder}. It rejects Arrow tables and schemas of that ` +
        "version as unreadable. Use apache-arrow 18.1.0 in this project, or install the newer one under another name: " +
        "npm install arrow-21@npm:apache-arrow@21. docs/installing.md of Lancetree explains this.",
      { type: "LancetreeWarning", code: "LANCETREE_APACHE_ARROW" },
    );
  }
  return require("apache-arrow");
}
