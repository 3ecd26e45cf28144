import { createRequire } from "node:module";
import type { Session } from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { usedCopy } from "./lancedb.ts";
import { nativePart } from "./native.ts";
import { type PackageManifest, readPackageManifest } from "./package-manifest.ts";

const reported = new Set<string>();

/**
 * Warns, once for each, of other copies of LanceDB that this process has loaded. LanceDB accepts their objects as its
 * own and then fails with unrelated errors, or ends the process.
 */
export function warnOfOtherCopies(): void {
  const others = otherCopies().filter(({ folder }) => !reported.has(folder));
  for (const { folder } of others) reported.add(folder);
  if (others.length === 0) return;
  process.emitWarning(
    `${others.length + 1} copies of LanceDB are loaded: Lancetree uses ${describe(usedCopy)}; loaded as well: ${others.map(describe).join(", ")}. ` +
      "An index, a session, a query or an embedding function of one copy fails with the tables of another, " +
      "and permutationBuilder ends the process. Keep one copy: npm ls @lancedb/lancedb shows which packages install it, " +
      'and "One copy of LanceDB" in docs/installing.md of Lancetree shows how to have only one.',
    { type: "LancetreeWarning", code: "LANCETREE_LANCEDB_COPIES" },
  );
}

/** @throws InvalidInputError unless it is absent or of the copy that Lancetree uses */
export function requireOwnSession(session: unknown): asserts session is Session | undefined {
  if (session === undefined || isOwnSession(session)) return;
  const others = otherCopies();
  const hint = others.length === 0 ? "" : ` It may belong to ${others.map(describe).join(" or ")}.`;
  throw new InvalidInputError(
    `session must be a Session of the LanceDB that Lancetree uses, ${describe(usedCopy)}.${hint}`,
  );
}

/** LanceDB's addon accepts objects of another copy, so the class of the object has to be checked. */
function isOwnSession(session: unknown): session is Session {
  return session instanceof nativePart.Session;
}

/** LanceDB is a CommonJS package, which Node keeps in one list however it was imported. */
function otherCopies(): PackageManifest[] {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  return loaded
    .filter((path) => /[\\/]@lancedb[\\/]lancedb[\\/]dist[\\/]index\.js$/.test(path))
    .map((path) => readPackageManifest(path))
    .filter(({ folder }) => folder !== usedCopy.folder);
}

function describe({ version, folder }: PackageManifest): string {
  return `${version} from ${folder}`;
}
