import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as LanceDb from "@lancedb/lancedb";
import { UnsupportedError } from "@lancetree/core";
import { gtr, satisfies } from "semver";
import { type PackageManifest, readPackageManifest } from "./package-manifest.ts";

const name = "@lancedb/lancedb";

/** The copy of LanceDB that all of Lancetree uses. */
export const usedCopy: PackageManifest = findCopy();

/**
 * LanceDB, loaded here and nowhere else in Lancetree, so that all packages use the same copy. If LanceDB is missing or
 * too old, the error says so in one sentence, while an `import` would only name a missing export.
 */
export const lancedb: typeof LanceDb = createRequire(import.meta.url)(name);

/** @throws UnsupportedError when it is not installed, or older than what this package was tested with */
function findCopy(): PackageManifest {
  const range = readPackageManifest(fileURLToPath(import.meta.url)).peerDependencies[name] ?? "*";
  const remedy = `Install it: npm install ${name}@"${range}"`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new UnsupportedError(`Lancetree needs ${name}, which is not installed. ${remedy}`, {
      cause: error,
    });
  }
  const copy = readPackageManifest(entry);
  if (satisfies(copy.version, range)) return copy;
  const found = `Lancetree is tested with ${name} ${range} and found ${copy.version} in ${copy.folder}.`;
  if (!gtr(copy.version, range)) throw new UnsupportedError(`${found} ${remedy}`);
  process.emitWarning(found, { type: "LancetreeWarning", code: "LANCETREE_NEWER_LANCEDB" });
  return copy;
}
