import { createRequire } from "node:module";
import { type PackageManifest, readPackageManifest } from "./package-manifest.ts";
import { isInRange } from "./version-range.ts";

let isReported = false;

/** Warns, once, if the copy of apache-arrow that a copy of LanceDB loads is not one that it takes. */
export function warnOfArrowVersion(lancedb: PackageManifest): void {
  const require = createRequire(`${lancedb.folder}/package.json`);
  const { version, folder } = readPackageManifest(require.resolve("apache-arrow"));
  const range = lancedb.peerDependencies["apache-arrow"] ?? "*";
  if (isReported || isInRange(version, range)) return;
  isReported = true;
  process.emitWarning(
    `LanceDB ${lancedb.version} takes apache-arrow ${range} and found ${version} in ${folder}. It rejects Arrow tables and schemas of that ` +
      "version as unreadable. Use apache-arrow 18.1.0 in this project, or install the newer one under another name: " +
      "npm install arrow-21@npm:apache-arrow@21. docs/installing.md of Lancetree explains this.",
    { type: "LancetreeWarning", code: "LANCETREE_APACHE_ARROW" },
  );
}
