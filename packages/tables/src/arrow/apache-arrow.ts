import { createRequire } from "node:module";
import type * as Arrow from "apache-arrow";
import { warnOfArrowVersion } from "../engine/arrow-range.ts";
import { usedCopy } from "../engine/lancedb.ts";
import { lazyModule } from "../engine/lazy-module.ts";

/**
 * The copy of apache-arrow that LanceDB itself loads: the CommonJS build. An `import` would load the ES build, a second
 * copy whose classes do not recognize the tables that LanceDB returns. It is loaded when one of its names is first used.
 */
export const arrow: typeof Arrow = lazyModule(() => {
  warnOfArrowVersion(usedCopy);
  return createRequire(`${usedCopy.folder}/package.json`)("apache-arrow");
});
