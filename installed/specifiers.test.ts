/** Every import of the installed packages resolves, in code and in declarations. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { expect, onTestFinished, test } from "vitest";
import { importsOf, packageOf } from "../scripts/repository-rules/imports.ts";
import type { Manifest } from "../scripts/workspace.ts";
import { installedProduct } from "./product/installed-product.ts";
import { mustRun } from "./product/run-command.ts";

const product = await installedProduct();
const scope = join(product.folder, "node_modules/@lancetree");

test.each(readdirSync(scope))("%s", async (name) => {
  const found = specifiersOf(join(scope, name));
  expect(found).not.toEqual([]);
  expect(await findUnresolved(found, optionalPackages(join(scope, name)))).toEqual([]);
});

test.each([
  ["a.js", 'await import("../x.ts");', "../x.ts"],
  ["a.js", 'import { x } from "./x.js";', "./x.js"],
  ["a.js", 'export * from "nowhere";', "nowhere"],
  ["a.js", 'new URL("./x.json", import.meta.url);', "./x.json"],
  ["a.d.ts", 'export { x } from "./x.ts";', "./x.ts"],
  ["a.d.ts", 'export type X = import("./x.js").X;', "./x.js"],
  ["a.d.ts", 'import type { X } from "nowhere";', "nowhere"],
])("in %s, %s is found", async (file, text, specifier) => {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-specifiers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", file), text);
  expect(await findUnresolved(specifiersOf(folder), new Set())).toEqual([`dist/${file}: ${specifier}`]);
});

interface Specifier {
  /** The folder of its package. */
  readonly folder: string;
  /** Path of the file in the package. */
  readonly file: string;
  readonly specifier: string;
}

function specifiersOf(folder: string): Specifier[] {
  return readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(?:js|d\.ts)$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(join(folder, "dist", path), "utf8");
      const urls = [...text.matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, url = ""]) => url);
      return [...importsOf(path, text).map(({ specifier }) => specifier), ...urls].map((specifier) => ({
        folder,
        file: `dist/${path}`,
        specifier,
      }));
    });
}

/** Packages that a user need not install. */
function optionalPackages(folder: string): ReadonlySet<string> {
  const { peerDependenciesMeta = {} }: Manifest = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return new Set(Object.keys(peerDependenciesMeta).filter((name) => peerDependenciesMeta[name]?.optional));
}

async function findUnresolved(
  specifiers: readonly Specifier[],
  optional: ReadonlySet<string>,
): Promise<string[]> {
  const resolvable = specifiers.filter(({ specifier }) => {
    return !isBuiltin(specifier) && !optional.has(packageOf(specifier) ?? "");
  });
  const code = resolvable.filter(({ file }) => file.endsWith(".js"));
  const resolved = await resolveAsNode(code);
  return [
    ...code.filter((_, index) => resolved[index] === false),
    ...resolvable.filter((candidate) => candidate.file.endsWith(".d.ts") && !resolvesAsType(candidate)),
  ].map(({ file, specifier }) => `${file}: ${specifier}`);
}

/** Resolves the specifiers in another Node process, since this one has vitest's loader. */
async function resolveAsNode(specifiers: readonly Specifier[]): Promise<boolean[]> {
  const pairs = specifiers.map(({ folder, file, specifier }) => [
    specifier,
    pathToFileURL(join(folder, file)).href,
  ]);
  const program = `
    import { existsSync } from "node:fs";
    import { fileURLToPath } from "node:url";
    const exists = ([specifier, parent]) => {
      try { return existsSync(fileURLToPath(import.meta.resolve(specifier, parent))); } catch { return false; }
    };
    console.log(JSON.stringify(${JSON.stringify(pairs)}.map(exists)));`;
  const words = ["--experimental-import-meta-resolve", "--input-type=module", "--eval", program];
  const { stdout } = await mustRun(process.execPath, words, { folder: product.folder, environment: {} });
  return JSON.parse(stdout) as boolean[];
}

/** A relative specifier has to name the JavaScript file beside the declaration, whether that file exists or not. */
function resolvesAsType({ folder, file, specifier }: Specifier): boolean {
  const path = join(folder, file);
  if (specifier.startsWith(".")) {
    return specifier.endsWith(".js") && existsSync(join(dirname(path), specifier.replace(/\.js$/, ".d.ts")));
  }
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
  const { resolvedModule } = ts.resolveModuleName(specifier, path, options, ts.sys);
  return resolvedModule !== undefined;
}
