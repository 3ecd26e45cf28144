import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const folder = fileURLToPath(new URL(".", import.meta.url));

/**
 * Compiles this folder, so that what is measured starts without a compiler: with tsx, connecting takes twice as long.
 *
 * @param checkout - whose packages the workers use, by default this one
 */
export function buildWorkers(checkout?: string): void {
  rmSync(outputIn(checkout), { recursive: true, force: true });
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const fileName of names.filter((name) => name.endsWith(".ts"))) {
    const source = readFileSync(join(folder, fileName), "utf8");
    const { outputText } = ts.transpileModule(source, { fileName, compilerOptions });
    const target = workerPath(fileName, checkout);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

/**
 * The compiled program of a worker.
 *
 * @param name - of its source below this folder
 * @param checkout - whose packages it uses, by default this one
 */
export function workerPath(name: string, checkout?: string): string {
  return join(outputIn(checkout), name.replace(/\.ts$/, ".js"));
}

function outputIn(checkout: string | undefined): string {
  return join(checkout === undefined ? folder : join(checkout, "benchmarks"), "dist");
}
