import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

async function bundle(contents: string): Promise<{ size: number; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    // what only Node has cannot be resolved
    platform: "browser",
    conditions: ["@lancetree/source"],
    write: false,
    metafile: true,
  });
  return {
    size: gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length,
    inputs: Object.keys(metafile.inputs),
  };
}

it("the client, with what it takes of core, is small in a browser and holds no Arrow", async () => {
  const { size, inputs } = await bundle('export * from "../src/index.ts";');
  expect(inputs.filter((input) => /arrow|flatbuffers/.test(input))).toEqual([]);
  expect(size).toBeLessThan(14_000);
  expect(size).toBeGreaterThan(5000);
});

it("nor is it large with everything that core exports, whether a program uses it or not", async () => {
  const { size } = await bundle('export * from "@lancetree/core"; export * from "../src/index.ts";');
  expect(size).toBeLessThan(17_200);
});

it("the Arrow helpers run in a browser as well", async () => {
  const { inputs } = await bundle('export * from "../src/arrow/index.ts";');
  expect(inputs.some((input) => input.includes("apache-arrow"))).toBe(true);
});
