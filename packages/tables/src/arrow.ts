import { createRequire } from "node:module";
import type * as Arrow from "apache-arrow";

const lancedb: string = createRequire(import.meta.url).resolve("@lancedb/lancedb");

/**
 * Arrow as LanceDB itself loads it: the CommonJS build. An import here would load the ES build, a second copy whose
 * classes do not recognise the tables that LanceDB answers with.
 */
export const arrow: typeof Arrow = createRequire(lancedb)("apache-arrow");
