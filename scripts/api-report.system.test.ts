/** `packages/<name>/api.md` is the public interface of each package: a change of it is seen in review. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiReport, exportsOf, parse } from "./api-report.ts";
import { readPackages, root } from "./workspace.ts";

const packages = readPackages("packages").map((candidate) => [candidate.folder, candidate] as const);

test.each(packages)("%s/api.md is what `pnpm pages` writes", (folder, candidate) => {
  expect(readFileSync(join(root, folder, "api.md"), "utf8")).toBe(apiReport(candidate));
});

const files = {
  "/dist/index.d.ts": `
    export { b, type T as Renamed } from "./other.js";
    export * from "./more.ts";
    export * from "some-package";
    export { x } from "another-package";
    import { imported } from "./other.js";
    export { imported as again };
    /** A comment. */
    export declare class C { #private; private hidden; method(): void; }`,
  "/dist/other.d.ts": `
    export declare function b(one: string): void;
    export declare function b(one: number): void;
    export type T = string;
    export declare const imported: number;
    declare const notExported: 1;`,
  "/dist/more.d.ts": "export interface Inner { readonly a?: string | undefined; }",
};

test("a report has every exported declaration, under the name of the export, without comments and private members", () => {
  const parsed = new Map(Object.entries(files).map(([path, text]) => [path, parse(path, text)]));
  expect(exportsOf(parsed, "/dist/index.d.ts")).toEqual([
    'export * from "some-package";',
    "class C {\n    method(): void;\n}",
    "interface Inner {\n    readonly a?: string | undefined;\n}",
    "type T = string;",
    "export { T as Renamed };",
    "const imported: number;",
    "export { imported as again };",
    "function b(one: string): void;",
    "function b(one: number): void;",
    'export { x } from "another-package";',
  ]);
});
