import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as LanceDb from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import { warnOfArrowVersion } from "./arrow-range.ts";
import { lazyModule } from "./lazy-module.ts";
import { type PackageManifest, readPackageManifest } from "./package-manifest.ts";
import { isAboveRange, isInRange } from "./version-range.ts";

const name = "@lancedb/lancedb";
const require = createRequire(import.meta.url);

/** The copy of LanceDB that all of Lancetree uses. */
export const usedCopy: PackageManifest = findCopy();

/**
 * LanceDB, loaded here and nowhere else in Lancetree, so that all packages use the same copy. If LanceDB is missing or
 * too old, the error says so in one sentence, while an `import` would only name a missing export. LanceDB's classes, and
 * apache-arrow with them, are loaded when the first class is used; `native.ts` loads the native part alone.
 */
export const lancedb: typeof LanceDb = lazyModule(() => {
  warnOfArrowVersion(usedCopy);
  return require(name);
});

/** Whether this program has loaded LanceDB, by Lancetree or by an import of its own. */
export function isLanceDbLoaded(): boolean {
  return require.cache[require.resolve(name)] !== undefined;
}

/** @throws UnsupportedError when it is not installed, or older than what this package was tested with */
function findCopy(): PackageManifest {
  const range = readPackageManifest(fileURLToPath(import.meta.url)).peerDependencies[name] ?? "*";
  const remedy = `Install it: npm install ${name}@"${range}"`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (error) {
    throw new UnsupportedError(`Lancetree needs ${name}, which is not installed. ${remedy}`, {
      cause: error,
    });
  }
  const copy = readPackageManifest(entry);
  if (isInRange(copy.version, range)) return copy;
  const found = `Lancetree is tested with ${name} ${range} and found ${copy.version} in ${copy.folder}.`;
  if (!isAboveRange(copy.version, range)) throw new UnsupportedError(`${found} ${remedy}`);
  process.emitWarning(found, { type: "LancetreeWarning", code: "LANCETREE_NEWER_LANCEDB" });
  return copy;
}
