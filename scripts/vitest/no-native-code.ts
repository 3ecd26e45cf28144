/** Fails a file of the project `unit` that loads LanceDB: such a file is named `*.lancedb.test.ts`. */
import { createRequire } from "node:module";
import { afterAll } from "vitest";

afterAll(() => {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const addon = loaded.find((path) => path.includes("lancedb") && path.endsWith(".node"));
  if (addon !== undefined) throw new Error(`A unit test loads native code: ${addon}`);
});
