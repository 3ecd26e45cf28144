import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The package.json of an installed package. */
export interface PackageManifest {
  /** The folder of the package. */
  readonly folder: string;
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The manifest of the package that a file belongs to; its `exports` may hide it from `require`. */
export function readPackageManifest(file: string): PackageManifest {
  const folder = dirname(file);
  const path = join(folder, "package.json");
  // A package.json without a version only says how Node loads the files beside it.
  const fields = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Partial<PackageManifest>) : {};
  const { version, peerDependencies = {} } = fields;
  if (version !== undefined) return { folder, version, peerDependencies };
  if (folder === dirname(folder)) return { folder, version: "0.0.0", peerDependencies };
  return readPackageManifest(folder);
}
