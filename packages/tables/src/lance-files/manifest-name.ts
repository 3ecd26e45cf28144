/** How Lance names manifest files: by the version (V1), or by its complement so that a listing begins with the latest version (V2). */
export type ManifestNaming = "V1" | "V2";

const complement = 2n ** 64n - 1n;

/**
 * The name of the file that contains the manifest of a version.
 *
 * @param naming - default V2, which Lance uses for new tables
 */
export function manifestName(version: number, naming: ManifestNaming = "V2"): string {
  if (naming === "V1") return `${version}.manifest`;
  return `${String(complement - BigInt(version)).padStart(20, "0")}.manifest`;
}

/** The version that the name of a manifest file stands for; undefined for any other file. */
export function versionOfManifest(name: string): number | undefined {
  const digits = /^(\d{1,20})\.manifest$/.exec(name)?.[1];
  if (digits === undefined) return undefined;
  const version = digits.length === 20 ? complement - BigInt(digits) : BigInt(digits);
  return version <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(version) : undefined;
}
