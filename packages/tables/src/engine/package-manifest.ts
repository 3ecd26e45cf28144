import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the package.json of an installed package says. */
export interface PackageManifest {
  /** Where the package lies. */
  readonly folder: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The manifest of the package that a file belongs to; its `exports` may hide it from `require`. */
export function readPackageManifest(file: string): PackageManifest {
  const folder = dirname(file);
  const path = join(folder, "package.json");
  // A package.json without a version only says how the files beside it are loaded.
  const fields = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Partial<PackageManifest>) : {};
  const { version, peerDependencies = {} } = fields;
  if (version !== undefined) return { folder, version, peerDependencies };
  if (folder === dirname(folder)) return { folder, version: "0.0.0", peerDependencies };
  return readPackageManifest(folder);
}
