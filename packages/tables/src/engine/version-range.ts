import { createRequire } from "node:module";
import type satisfies from "semver/functions/satisfies.js";
import type gtr from "semver/ranges/gtr.js";

const require = createRequire(import.meta.url);

/** Whether a version is in an npm range. */
export function isInRange(version: string, range: string): boolean {
  if (isLaterPatch(version, range)) return true;
  const rule: typeof satisfies = require("semver/functions/satisfies.js");
  return rule(version, range);
}

/** Whether a version is newer than all in an npm range. */
export function isAboveRange(version: string, range: string): boolean {
  const rule: typeof gtr = require("semver/ranges/gtr.js");
  return rule(version, range);
}

/** The usual case, which is decided without loading the library: `^0.39.0` contains 0.39.2. */
function isLaterPatch(version: string, range: string): boolean {
  const [least, found] = [/^\^(0\.\d+)\.(\d+)$/.exec(range), /^(0\.\d+)\.(\d+)$/.exec(version)];
  return least !== null && found !== null && least[1] === found[1] && Number(found[2]) >= Number(least[2]);
}
